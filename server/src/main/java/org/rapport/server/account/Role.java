package org.rapport.server.account;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.rapport.terminology.StaffRole;

/**
 * What a person does here (CodeSystem/role), and with it which resources may be created, read,
 * updated, deleted and searched (the letters of SMART App Launch 2.2). Whoever has several roles
 * may do what any of them may. docs/security.md shows the table.
 */
public enum Role {
  FRONT_DESK(
      StaffRole.FRONT_DESK,
      Rights.DIRECTORY
          + " Patient.crus RelatedPerson.crus Appointment.crus AppointmentResponse.crs Slot.rus"
          + " Task.crus Communication.crs CommunicationRequest.crus Consent.crs"
          + " QuestionnaireResponse.rs"),
  COORDINATOR(
      StaffRole.COORDINATOR,
      Rights.DIRECTORY
          + " Patient.crus RelatedPerson.crus Appointment.crus AppointmentResponse.crs Slot.crus"
          + " Task.crus Communication.crs CommunicationRequest.crus Consent.crs"
          + " QuestionnaireResponse.crs CarePlan.crus Provenance.rs Group.rs PlanDefinition.rs"
          + " ActivityDefinition.rs "
          + Rights.FIGURES),
  MARKETING(
      StaffRole.MARKETING,
      Rights.DIRECTORY
          + " Group.crus PlanDefinition.crus ActivityDefinition.crus "
          + Rights.FIGURES,
      "crus"),
  COMPLIANCE(
      StaffRole.COMPLIANCE,
      Rights.DIRECTORY
          + " Patient.rs RelatedPerson.rs Consent.crus Communication.rs CommunicationRequest.rs"
          + " Task.rus Provenance.rs AuditEvent.rs CarePlan.rs PlanDefinition.rus"
          + " ActivityDefinition.rus Group.rs",
      "u"),
  INTEGRATOR(
      StaffRole.INTEGRATOR,
      Rights.DIRECTORY
          + " Task.rus Binary.rs StructureDefinition.rs SearchParameter.rs Endpoint.rs"),
  MANAGER(StaffRole.MANAGER, Rights.DIRECTORY + " PlanDefinition.rs Group.rs " + Rights.FIGURES),
  ADMIN(StaffRole.ADMIN, "*.cruds");

  /** What messages to many are, as those to one. */
  private static final String MESSAGE = "CommunicationRequest";

  private final Map<String, Set<Character>> rights = new TreeMap<>();
  private final Set<Character> whole;

  private final StaffRole role;

  Role(StaffRole role, String scopes) {
    this(role, scopes, "");
  }

  /**
   * A role.
   *
   * @param toMany letters for CommunicationRequests, as far as those are to a Group
   */
  Role(StaffRole role, String scopes, String toMany) {
    this.role = role;
    for (String scope : scopes.split(" ")) {
      String[] parts = scope.split("\\.");
      Set<Character> letters = rights.computeIfAbsent(parts[0], type -> new TreeSet<>());
      parts[1].chars().forEach(letter -> letters.add((char) letter));
    }
    whole = Set.copyOf(rights.getOrDefault(MESSAGE, Set.of()));
    if (!toMany.isEmpty()) {
      Set<Character> letters = rights.computeIfAbsent(MESSAGE, type -> new TreeSet<>());
      toMany.chars().forEach(letter -> letters.add((char) letter));
    }
  }

  /** The code of CodeSystem/role. */
  public String code() {
    return role.code();
  }

  /** The code with its system. */
  StaffRole coded() {
    return role;
  }

  /** The role of a code; empty where there is none. */
  public static Optional<Role> of(String code) {
    return Stream.of(values()).filter(role -> role.code().equals(code)).findFirst();
  }

  /** Whether the role may do this with resources of a type. */
  public boolean permits(String type, char letter) {
    return rights.getOrDefault("*", Set.of()).contains(letter)
        || rights.getOrDefault(type, Set.of()).contains(letter);
  }

  /**
   * Whether the role may do this with a CommunicationRequest to one person, not to Groups alone.
   */
  private boolean permitsToOne(char letter) {
    return rights.getOrDefault("*", Set.of()).contains(letter) || whole.contains(letter);
  }

  /** Whether these together may do this with CommunicationRequests to Groups, and no others. */
  public static boolean onlyToMany(Collection<Role> roles, char letter) {
    return roles.stream().anyMatch(role -> role.permits(MESSAGE, letter))
        && roles.stream().noneMatch(role -> role.permitsToOne(letter));
  }

  /** Types and letters, {@code *} for all. */
  public Map<String, Set<Character>> rights() {
    return Map.copyOf(rights);
  }

  private static final class Rights {
    /** Who and what there is at the clinic; and what everybody keeps for themselves. */
    static final String DIRECTORY =
        "Basic.cruds Location.rs HealthcareService.rs Organization.rs Practitioner.rs PractitionerRole.rs"
            + " Schedule.rs Slot.rs Questionnaire.rs CodeSystem.rs ValueSet.rs";

    /** What is measured, and what came of it: who may read the one may evaluate it. */
    static final String FIGURES = "Measure.rs MeasureReport.rs";

    private Rights() {}
  }
}

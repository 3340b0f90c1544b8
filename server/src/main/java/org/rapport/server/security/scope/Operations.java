package org.rapport.server.security.scope;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The operations that there are, and the rights that each needs (docs/security.md has the table).
 * What HAPI brings besides is not named here, and so is not there: most of it goes round rules of
 * ours, such as {@code $meta-delete}, which takes a label off without a version.
 */
public final class Operations {
  /** Stands for the type that an operation is called on. */
  private static final String SELF = "self";

  private static final Map<String, List<Need>> NEEDS = new TreeMap<>();

  static {
    // What a worker does: it carries messages, and what comes back.
    named(
        "Communication.cu CommunicationRequest.u",
        "$claim $begin $complete $delivery-status $receive $receive-call $mail-events"
            + " $record-message $heartbeat");
    named("CarePlan.cu CommunicationRequest.cu", "$reconcile $apply");
    named("Appointment.cu Patient.cu", "$ehr-changes");
    named("Patient.c Task.c", "$submit-inquiry $import-leads");
    named("*.cruds", "$clock $rotate-signing-key $users $user");
    named("*.r", "$access");
    named("Patient.d Communication.d Consent.d Task.d", "$erase");
    named("Patient.s", "$match");
    named("Patient.rs", "$find");
    named("Patient.rus", "$merge $unmerge");
    named("*.rs", "$launch");
    named("Patient.r", "$break-glass");
    named("Patient.r Consent.s", "$permissions");
    named("Patient.r Communication.s CommunicationRequest.s Task.s Appointment.s", "$timeline");
    named("Task.s Patient.r Communication.s Appointment.s", "$worklist");
    named("Location.s", "$changes");
    named("Endpoint.s Task.u", "$work");
    named("Endpoint.s", "$channels");
    named("Task.u Binary.r", "$replay");
    named("Endpoint.s Binary.r", "$messages $senders $routes");
    named("PlanDefinition.r", "$policy");
    named("*.r", "$settings");
    named("Slot.u Appointment.c Task.u", "$book");
    named("self.r", "$check $status $events");
    named("self.u", "$resend");
    named("PlanDefinition.r ActivityDefinition.r", "$simulate");
    named("self.r", "$everything $explain $progress $evaluate-measure $validate $meta");
    named("self.r", "$expand $validate-code $lookup $subsumes $translate");
    named("PlanDefinition.u CarePlan.u", "$migrate");
    named("PlanDefinition.r MeasureReport.r", "$variant-results");
    named("self.u CommunicationRequest.u", "$approve $halt $cancel $resume");
    named("CarePlan.u CommunicationRequest.u", "$pause $stop $skip-step $send-now");
    named("ActivityDefinition.r Patient.r", "$preview");
    named("self.r", "$sample");
    named("self.ru", "$test-send");
    named("Group.r Patient.s", "$audience $members");
    named("Group.r", "$reach");
    named("AuditEvent.rs", "$verify $ndjson");
    named("HealthcareService.r Slot.s", "$capacity");
    // What of each type a backend client may have is asked where it is known which types.
    for (String operation : List.of("$export", "$export-status", "$export-file")) {
      NEEDS.put(operation, List.of());
    }
  }

  /** What people may call who do not see all: they take care themselves of what they show. */
  private static final Set<String> LIMITED_PEOPLE =
      Set.of("$launch", "$timeline", "$permissions", "$break-glass");

  /**
   * What people may call who do not see all, if all that it needs is theirs as staff: it looks for
   * what they may see and nothing else.
   */
  private static final Set<String> OF_STAFF =
      Set.of(
          "$worklist",
          "$find",
          "$changes",
          "$book",
          "$work",
          "$channels",
          "$replay",
          "$messages",
          "$senders",
          "$routes",
          "$policy",
          "$settings",
          "$check",
          "$simulate",
          "$sample",
          "$test-send");

  /** What people may call for themselves, whatever their rights are. */
  private static final Set<String> FOR_THEMSELVES = Set.of("$launch");

  /** What answers figures, of all places or of one: for people of the clinic who work there. */
  private static final Set<String> FIGURES =
      Set.of("$evaluate-measure", "$variant-results", "$reach", "$capacity");

  /** What is asked of a campaign, and told in figures. */
  private static final Set<String> OF_CAMPAIGNS =
      Set.of("$progress", "$approve", "$halt", "$cancel", "$resume", "$sample", "$test-send");

  private Operations() {}

  private static void named(String scopes, String operations) {
    List<Need> needs =
        Stream.of(scopes.split(" "))
            .flatMap(
                scope -> {
                  String[] parts = scope.split("\\.");
                  return parts[1].chars().mapToObj(letter -> Need.of(parts[0], (char) letter));
                })
            .toList();
    for (String operation : operations.split(" ")) {
      NEEDS.put(operation, needs);
    }
  }

  /** Whether people to whom not all is shown may call it, on what they may see. */
  static boolean areForLimitedPeople(String name) {
    return LIMITED_PEOPLE.contains(name);
  }

  /** Whether staff to whom not all is shown may call it, of no instance. */
  static boolean areOfStaff(String name) {
    return OF_STAFF.contains(name);
  }

  /** Whether it is asked of a campaign, by who may see it. */
  static boolean areOfCampaigns(String name) {
    return OF_CAMPAIGNS.contains(name);
  }

  /** Whether it answers figures and nobody's record. */
  static boolean areFigures(String name) {
    return FIGURES.contains(name);
  }

  /** Whether anybody who is signed in may call it, for themselves. */
  static boolean isForThemselves(String name) {
    return FOR_THEMSELVES.contains(name);
  }

  /** Whether there is such an operation. */
  public static boolean exists(String name) {
    return NEEDS.containsKey(name);
  }

  /** Every operation, by name with the dollar sign. */
  public static Set<String> names() {
    return NEEDS.keySet();
  }

  /**
   * What a call needs.
   *
   * @param type the type it is called on; null: the server
   * @return empty where there is no such operation
   */
  static Optional<Set<Need>> needs(String name, String type) {
    if (type == null && name.equals("$meta")) {
      // Of all resources at once there is none.
      return Optional.empty();
    }
    return Optional.ofNullable(NEEDS.get(name))
        .map(
            needs ->
                needs.stream()
                    .map(
                        need ->
                            need.type().equals(SELF)
                                ? Need.of(type == null ? "*" : type, need.letter())
                                : need)
                    .collect(Collectors.toSet()));
  }
}

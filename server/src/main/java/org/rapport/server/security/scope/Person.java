package org.rapport.server.security.scope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.rapport.server.account.Account;
import org.rapport.server.account.Role;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * What a person let an app do: the scopes of a token with an account behind it, held to what the
 * person may do.
 *
 * @param account as it stands now
 * @param patient id of whom the app is about; null: nobody
 * @param scopes for resources
 */
record Person(Account account, String patient, List<SmartScope> scopes) {
  /**
   * Types that are somebody's record, for {@code patient/} scopes: read and searched, never
   * written. What is not here is not in it: Group never.
   */
  static final Set<String> RECORD =
      Set.of(
          "Patient",
          "Appointment",
          "AppointmentResponse",
          "Communication",
          "CommunicationRequest",
          "Consent",
          "Task",
          "CarePlan",
          "QuestionnaireResponse",
          "RelatedPerson",
          "ServiceRequest",
          "Encounter",
          "Condition",
          "Observation",
          "DocumentReference",
          "Coverage",
          "Flag",
          "AllergyIntolerance",
          "MedicationRequest",
          "Procedure",
          "Immunization",
          "DiagnosticReport",
          "CareTeam",
          "Goal");

  /** What there is at the clinic is nobody's record: whoever reads theirs may read it beside. */
  static final Set<String> DIRECTORY =
      Set.of("Location", "HealthcareService", "Organization", "Practitioner", "PractitionerRole");

  /** The audit trail is read whole, by whose role it is, or not at all. */
  static final String TRAIL = "AuditEvent";

  /** What belongs to who wrote it: a view, a preference. Nobody else sees it, whatever they may. */
  static final String OWNED = "Basic";

  /** A campaign, where it is to a Group; else a message to one person. */
  static final String MESSAGE = "CommunicationRequest";

  static Person of(Jwt token, Account account) {
    String claim = token.getClaims().get("scope") instanceof String text ? text : "";
    return of(account, token.getClaimAsString("patient"), claim);
  }

  /**
   * Whoever let an app do this.
   *
   * @param patient null: nobody's record
   * @param scopes by spaces
   */
  static Person of(Account account, String patient, String scopes) {
    List<SmartScope> read = new ArrayList<>();
    Arrays.stream(scopes.split(" ")).flatMap(one -> SmartScope.of(one).stream()).forEach(read::add);
    return new Person(account, patient, List.copyOf(read));
  }

  /** Types and letters that are left of the scopes, wherever the resources are. */
  Map<String, Set<Character>> letters() {
    Map<String, Set<Character>> letters = new HashMap<>();
    for (SmartScope scope : scopes) {
      if (scope.level().equals("patient") && patient != null) {
        for (String type : RECORD) {
          grant(letters, scope, type, Set.of('r', 's'));
        }
        for (String type : DIRECTORY) {
          grant(letters, scope, type, Set.of('r', 's'));
        }
      } else if (scope.level().equals("user")) {
        for (Role role : account.roles()) {
          role.rights()
              .forEach(
                  (type, may) ->
                      grant(letters, scope, type.equals("*") ? scope.type() : type, may));
        }
        if (account.roles().isEmpty() && account.patient() != null) {
          RECORD.forEach(type -> grant(letters, scope, type, Set.of('r', 's')));
          DIRECTORY.forEach(type -> grant(letters, scope, type, Set.of('r', 's')));
        }
      }
    }
    return letters;
  }

  private static void grant(
      Map<String, Set<Character>> letters, SmartScope scope, String type, Set<Character> may) {
    if (!scope.covers(type)) {
      return;
    }
    Set<Character> both = new TreeSet<>(scope.letters());
    both.retainAll(may);
    if (!both.isEmpty()) {
      letters.computeIfAbsent(type, unseen -> new TreeSet<>()).addAll(both);
    }
  }

  /** Whether the person's own rights, and not a patient's record, let the app do this. */
  boolean asStaff(String type, char letter) {
    return scopes.stream()
            .anyMatch(
                scope ->
                    scope.level().equals("user")
                        && scope.covers(type)
                        && scope.letters().contains(letter))
        && account.roles().stream().anyMatch(role -> role.permits(type, letter));
  }

  /** Whether this may be done with CommunicationRequests to Groups, and not with those to one. */
  boolean onlyToMany(char letter) {
    return asStaff(MESSAGE, letter) && Role.onlyToMany(account.roles(), letter);
  }

  /** Whether all of this is the person's own right, over whichever resources there are. */
  boolean asStaff(Set<Need> needs) {
    return needs.stream().allMatch(need -> asStaff(need.type(), need.letter()))
        && scopes.stream().allMatch(scope -> scope.query() == null);
  }

  /** Whose record is open: the patient of the launch, or the person's own. */
  Optional<String> record() {
    if (patient != null) {
      return Optional.of(patient);
    }
    return account.roles().isEmpty() ? Optional.ofNullable(account.patient()) : Optional.empty();
  }

  /** Whether nothing that there is of the types in scope is kept from the person. */
  boolean isUnlimited() {
    return account.isStaff() && account.locations().isEmpty() && account.sensitive();
  }

  /** Whether nothing of a type, or of what is asked of no type, has to be kept from the person. */
  boolean isFree(String type) {
    return !OWNED.equals(type)
        && (isUnlimited() || TRAIL.equals(type))
        && patient == null
        && (type == null || asStaff(type, 'r') || asStaff(type, 's'))
        && (type != null && !MESSAGE.equals(type) || !onlyToMany('r') && !onlyToMany('s'))
        && scopes.stream().allMatch(scope -> scope.query() == null);
  }

  /**
   * The scopes that say something of a type and letter, for the open record or the staff's work.
   */
  List<SmartScope> about(String type, char letter) {
    return scopes.stream()
        .filter(scope -> scope.covers(type) && scope.letters().contains(letter))
        .toList();
  }
}

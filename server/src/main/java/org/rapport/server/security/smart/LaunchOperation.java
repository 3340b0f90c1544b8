package org.rapport.server.security.smart;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.security.scope.ScopedToken;
import org.rapport.server.security.scope.StaffReach;
import org.rapport.server.store.LogicalId;
import org.springframework.stereotype.Component;

/**
 * {@code POST /fhir/$launch}: an EHR is about to open an app. The value goes to the app's launch
 * address as {@code launch} (SMART App Launch 2.2, "EHR launch"): opaque, once, five minutes, for
 * the user named.
 */
@Component
public class LaunchOperation implements FhirOperations {
  private final Launches launches;
  private final Accounts accounts;
  private final StaffReach reach;

  LaunchOperation(Launches launches, Accounts accounts, StaffReach reach) {
    this.launches = launches;
    this.accounts = accounts;
    this.reach = reach;
  }

  /**
   * Makes a launch.
   *
   * @param patient id or reference
   * @param user user name, or a reference to Practitioner or Patient; who is signed in may leave it
   *     out
   * @return Parameters with {@code launch}
   */
  @Operation(name = "$launch", idempotent = false)
  public Parameters launch(
      @OperationParam(name = "patient", max = 1) StringType patient,
      @OperationParam(name = "appointment", max = 1) StringType appointment,
      @OperationParam(name = "encounter", max = 1) StringType encounter,
      @OperationParam(name = "user", max = 1) StringType user) {
    Account account = account(user == null ? null : user.getValue());
    String who = id("Patient", patient);
    if (who != null && !reach.reachesPatient(account, who)) {
      throw new InvalidRequestException("patient should be one whom the user may see");
    }
    String value =
        launches.make(
            account.id(),
            new Launches.Context(who, id("Encounter", encounter), id("Appointment", appointment)));
    Parameters answer = new Parameters();
    answer.addParameter("launch", value);
    return answer;
  }

  private Account account(String user) {
    Optional<Account> caller = ScopedToken.account();
    if (caller.isPresent()) {
      if (user != null
          && accounts.named(user).filter(one -> one.id().equals(caller.get().id())).isEmpty()) {
        throw new ForbiddenOperationException("Who is signed in launches for themselves");
      }
      return caller.get();
    }
    if (user == null || user.isBlank()) {
      throw new InvalidRequestException("user should be a user name or a reference");
    }
    return accounts
        .named(user.strip())
        .filter(Account::active)
        .orElseThrow(() -> new InvalidRequestException("user should be somebody who may sign in"));
  }

  private static String id(String type, StringType value) {
    if (value == null || value.getValue() == null || value.getValue().isBlank()) {
      return null;
    }
    String text = value.getValue().strip();
    String id = text.startsWith(type + "/") ? text.substring(type.length() + 1) : text;
    if (!LogicalId.is(id)) {
      throw new InvalidRequestException(
          type.toLowerCase(Locale.ROOT) + " should be an id or a reference");
    }
    return id;
  }
}

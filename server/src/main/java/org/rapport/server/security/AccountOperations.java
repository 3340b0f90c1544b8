package org.rapport.server.security;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.rapport.server.account.PractitionerRoles;
import org.rapport.server.account.Role;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.security.factor.SecondFactors;
import org.rapport.server.store.LogicalId;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * {@code $users} and {@code $user}: the people who sign in, for administrators. Whoever stands in
 * {@code RAPPORT_USERS} is changed there. A password is taken and never told.
 */
@Component
public class AccountOperations implements FhirOperations {
  private static final int SHORTEST_PASSWORD = 12;

  private final Accounts accounts;
  private final PractitionerRoles roles;
  private final SecondFactors factors;

  AccountOperations(Accounts accounts, PractitionerRoles roles, SecondFactors factors) {
    this.accounts = accounts;
    this.roles = roles;
    this.factors = factors;
  }

  /** All accounts, a {@code user} each. */
  @Operation(name = "$users", idempotent = true)
  public Parameters users() {
    Parameters answer = new Parameters();
    accounts.all().forEach(account -> describe(answer, account));
    return answer;
  }

  /**
   * Makes an account, or changes what is given of it. What was given to it before ends where its
   * rights or its person changed.
   *
   * @param locations ids of Locations; one that is empty: all
   * @param resetFactor true takes the second factor away, for who lost it
   */
  @Operation(name = "$user", idempotent = false)
  @Transactional
  public Parameters user(
      @OperationParam(name = "username", min = 1) StringType username,
      @OperationParam(name = "password") StringType password,
      @OperationParam(name = "name") StringType name,
      @OperationParam(name = "language") CodeType language,
      @OperationParam(name = "role") List<CodeType> givenRoles,
      @OperationParam(name = "location") List<StringType> locations,
      @OperationParam(name = "sensitive") BooleanType sensitive,
      @OperationParam(name = "active") BooleanType active,
      @OperationParam(name = "practitioner") StringType practitioner,
      @OperationParam(name = "patient") StringType patient,
      @OperationParam(name = "resetFactor") BooleanType resetFactor) {
    String who = text(username, "");
    if (who.isBlank() || who.startsWith("Practitioner/") || who.startsWith("Patient/")) {
      throw new UnprocessableEntityException("username should be a name to sign in by");
    }
    Account before =
        accounts
            .named(who)
            .orElseGet(
                () ->
                    new Account(
                        null, who, null, null, Set.of(), Set.of(), false, true, null, null, 0));
    if (before.id() != null && accounts.isFromFile(before)) {
      throw new UnprocessableEntityException(
          "This account stands in RAPPORT_USERS, which wins at every start: change it there");
    }
    Account after =
        new Account(
            before.id(),
            who,
            text(name, before.name()),
            language(language, before.language()),
            given(givenRoles) ? roles(givenRoles) : before.roles(),
            given(locations) ? ids("location", locations) : before.locations(),
            flag(sensitive, before.sensitive()),
            flag(active, before.active()),
            id("practitioner", practitioner, before.practitioner()),
            id("patient", patient, before.patient()),
            before.epoch());
    keepAnAdministrator(before, after);
    if (before.id() == null && password == null) {
      throw new UnprocessableEntityException("password should be given for a new account");
    }
    Account stored = accounts.put(after);
    if (password != null) {
      accounts.password(stored, strong(password));
    }
    if (resetFactor != null && resetFactor.booleanValue()) {
      factors.forget(stored);
      accounts.endAll(stored.id());
    }
    roles.write(stored);
    Parameters answer = new Parameters();
    describe(answer, accounts.find(stored.id()).orElseThrow());
    return answer;
  }

  /** Nobody could let anybody in any more. */
  private void keepAnAdministrator(Account before, Account after) {
    boolean ends = isAdministrator(before) && !isAdministrator(after);
    if (ends
        && accounts.all().stream()
            .noneMatch(one -> !one.id().equals(before.id()) && isAdministrator(one))) {
      throw new UnprocessableEntityException("The last administrator cannot be removed");
    }
  }

  private static boolean isAdministrator(Account account) {
    return account.active() && account.roles().contains(Role.ADMIN);
  }

  private static void describe(Parameters answer, Account account) {
    ParametersParameterComponent user = answer.addParameter().setName("user");
    user.addPart().setName("username").setValue(new StringType(account.username()));
    if (account.name() != null) {
      user.addPart().setName("name").setValue(new StringType(account.name()));
    }
    if (account.language() != null) {
      user.addPart().setName("language").setValue(new CodeType(account.language()));
    }
    account.roles().stream()
        .map(Role::code)
        .sorted()
        .forEach(code -> user.addPart().setName("role").setValue(new CodeType(code)));
    account.locations().stream()
        .sorted()
        .forEach(id -> user.addPart().setName("location").setValue(new StringType(id)));
    user.addPart().setName("sensitive").setValue(new BooleanType(account.sensitive()));
    user.addPart().setName("active").setValue(new BooleanType(account.active()));
    if (account.fhirUser() != null) {
      user.addPart().setName("fhirUser").setValue(new StringType(account.fhirUser()));
    }
  }

  private static boolean given(List<?> values) {
    return values != null && !values.isEmpty();
  }

  private static Set<Role> roles(List<CodeType> codes) {
    Set<Role> roles = new HashSet<>();
    for (CodeType code : codes) {
      if (!text(code, "").isBlank()) {
        roles.add(
            Role.of(code.getValue())
                .orElseThrow(
                    () ->
                        new UnprocessableEntityException(
                            "role should be one of "
                                + Arrays.stream(Role.values())
                                    .map(Role::code)
                                    .collect(Collectors.joining(", ")))));
      }
    }
    return Set.copyOf(roles);
  }

  private static Set<String> ids(String what, List<StringType> values) {
    Set<String> ids = new HashSet<>();
    for (StringType value : values) {
      String id = id(what, value, null);
      if (id != null) {
        ids.add(id);
      }
    }
    return Set.copyOf(ids);
  }

  private static String id(String what, StringType value, String otherwise) {
    if (value == null) {
      return otherwise;
    }
    String id = text(value, "");
    if (id.isBlank()) {
      return null;
    }
    if (!LogicalId.is(id)) {
      throw new UnprocessableEntityException(what + " should be the id of a resource");
    }
    return id;
  }

  private static String language(CodeType value, String otherwise) {
    String tag = text(value, otherwise);
    if (tag != null && Locale.forLanguageTag(tag).getLanguage().isEmpty()) {
      throw new UnprocessableEntityException("language should be a tag such as en, fr or es");
    }
    return tag;
  }

  /** NIST SP 800-63B, 3.1.1: long, and no rules of what is in it. */
  private static String strong(StringType password) {
    String text = text(password, "");
    if (text.length() < SHORTEST_PASSWORD || text.getBytes().length > 72) {
      throw new UnprocessableEntityException(
          "password should have at least "
              + SHORTEST_PASSWORD
              + " characters, and at most 72 bytes");
    }
    return text;
  }

  private static boolean flag(BooleanType value, boolean otherwise) {
    return value == null || !value.hasValue() ? otherwise : value.booleanValue();
  }

  private static String text(PrimitiveType<String> value, String otherwise) {
    return value == null || !value.hasValue() ? otherwise : value.getValue();
  }
}

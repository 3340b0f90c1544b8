package org.rapport.server.security.signin;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.rapport.server.account.Role;
import org.rapport.server.store.LogicalId;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/**
 * The accounts of who signs in at another issuer: made, or brought up to date, at each sign-in by
 * what the issuer says of them. Whose roles were taken away there loses them here at the next one.
 */
@Component
class IssuedAccounts {
  /** Before the subject: no name of the operator's own file can be one of these by chance. */
  private static final String PREFIX = "oidc:";

  private static final String PRACTITIONER = "Practitioner/";

  private final Accounts accounts;
  private final String rolesClaim;

  IssuedAccounts(Accounts accounts, @Value("${rapport.oidc.roles-claim:roles}") String rolesClaim) {
    this.accounts = accounts;
    this.rolesClaim = rolesClaim.strip();
  }

  /** The account; empty where the issuer gives no role of ours, or the account is disabled here. */
  Optional<Account> of(OidcUser person) {
    String username = PREFIX + person.getSubject();
    Set<Role> roles = roles(person);
    Optional<Account> known = accounts.named(username);
    if (roles.isEmpty() && known.isEmpty()) {
      return Optional.empty();
    }
    accounts.put(
        new Account(
            null,
            username,
            person.getFullName() == null ? person.getPreferredUsername() : person.getFullName(),
            person.getLocale(),
            roles,
            known.map(Account::locations).orElse(Set.of()),
            known.map(Account::sensitive).orElse(false),
            known.map(Account::active).orElse(true),
            practitioner(person).or(() -> known.map(Account::practitioner)).orElse(null),
            null,
            0),
        person.getEmail(),
        null,
        false);
    return accounts.named(username).filter(Account::active).filter(Account::isStaff);
  }

  /** Those of ours in the claim, which may lie deeper: {@code realm_access.roles}. */
  private Set<Role> roles(OidcUser person) {
    Object value = person.getClaims();
    for (String part : rolesClaim.split("\\.")) {
      value = value instanceof Map<?, ?> map ? map.get(part) : null;
    }
    Stream<?> codes =
        value instanceof Collection<?> many
            ? many.stream()
            : Arrays.stream(value == null ? new String[0] : value.toString().split("[\\s,]+"));
    return codes
        .flatMap(code -> Role.of(String.valueOf(code)).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** SMART's claim, where the issuer knows it. */
  private static Optional<String> practitioner(OidcUser person) {
    Object user = person.getClaims().get("fhirUser");
    return Optional.ofNullable(user)
        .map(Object::toString)
        .filter(reference -> reference.contains(PRACTITIONER))
        .map(
            reference ->
                reference.substring(reference.indexOf(PRACTITIONER) + PRACTITIONER.length()))
        .filter(LogicalId::is);
  }
}

package org.rapport.server.security.signin;

import java.util.List;
import java.util.Optional;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Who is signed in in the running request, as the account stands now. */
@Component
public class SignedIn {
  /** Begins the authority that says at which epoch of the account somebody signed in. */
  private static final String EPOCH = "EPOCH_";

  /** Likewise, of who has to add a second factor before anything else. */
  private static final String WITHOUT_FACTOR = "WITHOUT_FACTOR_";

  private final Accounts accounts;

  SignedIn(Accounts accounts) {
    this.accounts = accounts;
  }

  /**
   * What who signs in gets.
   *
   * @param factorMissing whether they may do nothing but add a second factor
   */
  static List<GrantedAuthority> authorities(Account account, boolean factorMissing) {
    return List.of(
        new SimpleGrantedAuthority((factorMissing ? WITHOUT_FACTOR : EPOCH) + account.epoch()));
  }

  /** The account; empty where nobody is signed in, or the account's rights changed since. */
  public Optional<Account> account() {
    return of(SecurityContextHolder.getContext().getAuthentication());
  }

  /** The account of an authentication; empty where it stands no longer. */
  public Optional<Account> of(Authentication authentication) {
    return by(EPOCH, authentication);
  }

  /** Who signed in and has to add a second factor before anything else. */
  Optional<Account> withoutFactor() {
    return by(WITHOUT_FACTOR, SecurityContextHolder.getContext().getAuthentication());
  }

  private Optional<Account> by(String authority, Authentication authentication) {
    if (authentication == null || !authentication.isAuthenticated()) {
      return Optional.empty();
    }
    return accounts
        .find(authentication.getName())
        .filter(Account::active)
        .filter(
            account ->
                authentication.getAuthorities().stream()
                    .anyMatch(one -> one.getAuthority().equals(authority + account.epoch())));
  }
}

package org.rapport.server.security.signin;

import java.util.Optional;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Who is signed in in the running request, as the account stands now. */
@Component
public class SignedIn {
  /** Begins the authority that says at which epoch of the account somebody signed in. */
  static final String EPOCH = "EPOCH_";

  private final Accounts accounts;

  SignedIn(Accounts accounts) {
    this.accounts = accounts;
  }

  /** The account; empty where nobody is signed in, or the account's rights changed since. */
  public Optional<Account> account() {
    return of(SecurityContextHolder.getContext().getAuthentication());
  }

  /** The account of an authentication; empty where it stands no longer. */
  public Optional<Account> of(Authentication authentication) {
    if (authentication == null || !authentication.isAuthenticated()) {
      return Optional.empty();
    }
    return accounts
        .find(authentication.getName())
        .filter(Account::active)
        .filter(
            account ->
                authentication.getAuthorities().stream()
                    .anyMatch(one -> one.getAuthority().equals(EPOCH + account.epoch())));
  }
}

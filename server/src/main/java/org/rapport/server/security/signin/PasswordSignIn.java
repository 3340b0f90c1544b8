package org.rapport.server.security.signin;

import java.util.List;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** Signs in by user name and password. What is wrong is not told, nor by the time that it takes. */
final class PasswordSignIn implements AuthenticationProvider {
  private final Accounts accounts;

  PasswordSignIn(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public Authentication authenticate(Authentication asked) {
    Object password = asked.getCredentials();
    Account account =
        accounts
            .signIn(asked.getName(), password == null ? "" : password.toString())
            .orElseThrow(() -> new BadCredentialsException("Not signed in"));
    return UsernamePasswordAuthenticationToken.authenticated(
        account.id(), null, List.of(new SimpleGrantedAuthority(SignedIn.EPOCH + account.epoch())));
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }
}

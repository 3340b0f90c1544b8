package org.rapport.server.security.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.rapport.server.security.factor.SecondFactors;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Signs in by user name and password, and by a code where the person has an authenticator: in one
 * form or in two, one after the other. What is wrong is not told, nor by the time that it takes.
 */
final class PasswordSignIn implements AuthenticationProvider {
  private final Accounts accounts;
  private final SecondFactors factors;

  PasswordSignIn(Accounts accounts, SecondFactors factors) {
    this.accounts = accounts;
    this.factors = factors;
  }

  /** What comes with a password: the code, and who gave their password before. */
  record Details(String code, Optional<String> half) {
    static Details of(HttpServletRequest request) {
      String code = request.getParameter("code");
      return new Details(code == null ? "" : code.strip(), HalfSignedIn.of(request));
    }
  }

  @Override
  public Authentication authenticate(Authentication asked) {
    Details details = (Details) asked.getDetails();
    Object password = asked.getCredentials();
    boolean onlyCode = asked.getName().isBlank() && details.half().isPresent();
    Account account =
        (onlyCode
                ? accounts.find(details.half().get()).filter(Account::active)
                : accounts.signIn(asked.getName(), password == null ? "" : password.toString()))
            .orElseThrow(PasswordSignIn::refused);
    if (factors.asks(account)) {
      if (details.code().isEmpty()) {
        throw new SecondFactorAsked(account.id());
      }
      if (!factors.takes(account, details.code())) {
        throw refused();
      }
    } else if (onlyCode) {
      // The authenticator was taken away since: the password alone is asked again.
      throw refused();
    }
    UsernamePasswordAuthenticationToken signedIn =
        UsernamePasswordAuthenticationToken.authenticated(
            account.id(), null, SignedIn.authorities(account, factors.isMissing(account)));
    // Else those of the form, the code among them, are kept with the session.
    signedIn.setDetails("password");
    return signedIn;
  }

  private static BadCredentialsException refused() {
    return new BadCredentialsException("Not signed in");
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }
}

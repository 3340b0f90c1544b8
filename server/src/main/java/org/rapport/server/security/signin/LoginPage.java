package org.rapport.server.security.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.rapport.server.account.Account;
import org.rapport.server.page.Sheet;
import org.rapport.server.security.factor.SecondFactors;
import org.rapport.server.security.signin.SignInPage.Content;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Shows {@code /login}: the form, the question for a code, or to who is signed in their name and
 * the way out.
 */
@Component
class LoginPage {
  /** Where staff work. */
  private static final String CONSOLE = "/console";

  private final SignInPage page;
  private final SignedIn signedIn;
  private final SecondFactors factors;
  private final OtherIssuer issuer;

  LoginPage(SignInPage page, SignedIn signedIn, SecondFactors factors, OtherIssuer issuer) {
    this.page = page;
    this.signedIn = signedIn;
    this.factors = factors;
    this.issuer = issuer;
  }

  /** Answers what no other filter did. */
  OncePerRequestFilter last() {
    return new OncePerRequestFilter() {
      @Override
      protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getServletPath().equals("/login")
            && !request.getServletPath().equals("/logout")
            && !request.getServletPath().equals("/");
      }

      @Override
      protected void doFilterInternal(
          HttpServletRequest request, HttpServletResponse response, FilterChain chain)
          throws ServletException, IOException {
        if (request.getServletPath().equals("/")) {
          response.sendRedirect(
              signedIn.account().filter(Account::isStaff).isPresent() ? CONSOLE : "/login");
          return;
        }
        show(request, response, 200, request.getParameter("error") == null ? null : "notPossible");
      }
    };
  }

  /**
   * Writes it.
   *
   * @param error key of the words that say what went wrong; null: nothing
   */
  void show(HttpServletRequest request, HttpServletResponse response, int status, String error)
      throws IOException {
    if (error == null && signedIn.withoutFactor().isPresent()) {
      response.sendRedirect(FactorPage.PATH);
      return;
    }
    Optional<Account> account = status == 200 ? signedIn.account() : Optional.empty();
    Sheet.Said said =
        error == null
            ? Sheet.Said.NOTHING
            : Sheet.Said.error(page.words(request, account.orElse(null)).get(error));
    String heading;
    Content content;
    if (account.isPresent()) {
      HalfSignedIn.end(request);
      heading = "signedIn";
      content = new Content("signedin", said, factors.mayHave(account.get()), false);
    } else if (HalfSignedIn.of(request).isPresent()) {
      heading = "codeAsked";
      content = new Content("code", said, null, false);
    } else {
      heading = "signIn";
      content = new Content("login", said, issuer.name().orElse(null), factors.areOn());
    }
    page.write(request, response, status, account.orElse(null), heading, content, null);
  }
}

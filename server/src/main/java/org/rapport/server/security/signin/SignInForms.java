package org.rapport.server.security.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Shows {@code /login}: the form, or to who is signed in their name and the way out. */
final class SignInForms extends OncePerRequestFilter {
  private final SignInPage page;
  private final SignedIn signedIn;

  SignInForms(SignInPage page, SignedIn signedIn) {
    this.page = page;
    this.signedIn = signedIn;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    SignInConfiguration.show(request, response, page, 200, signedIn.account().orElse(null), null);
  }
}

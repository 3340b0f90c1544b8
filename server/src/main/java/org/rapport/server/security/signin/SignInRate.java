package org.rapport.server.security.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.rapport.server.door.CallerBuckets;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds wrong sign-ins, whatever RAPPORT_PUBLIC_RATE says: ten a minute for a name from an
 * address, thirty for an address, a hundred for a name from everywhere. 429 with Retry-After,
 * whether there is such a name or not.
 */
final class SignInRate extends OncePerRequestFilter {
  private static final int NAME_AND_CALLER = 10;
  private static final int CALLER = 30;
  private static final int NAME = 100;
  private static final int COSTLY = 60;
  private static final String EVERYWHERE = "0.0.0.0";

  private final CallerBuckets both = new CallerBuckets(NAME_AND_CALLER);
  private final CallerBuckets callers = new CallerBuckets(CALLER);
  private final CallerBuckets names = new CallerBuckets(NAME);
  private final CallerBuckets costly = new CallerBuckets(COSTLY);
  private final LoginPage login;

  SignInRate(LoginPage login) {
    this.login = login;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !isTry(request) && !costs(request);
  }

  private static boolean isTry(HttpServletRequest request) {
    return request.getMethod().equals("POST")
        && (request.getServletPath().equals("/login")
            || request.getServletPath().startsWith(PatientPage.LINK)
            || request.getServletPath().equals(PasskeySignIn.SIGNED));
  }

  /** What costs something before anybody proved anything: a session, a message. */
  private static boolean costs(HttpServletRequest request) {
    return request.getServletPath().equals(PasskeySignIn.OPTIONS)
        || request.getMethod().equals("POST") && request.getServletPath().equals(PatientPage.ASK)
        || request.getServletPath().startsWith(OtherIssuer.START);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String caller = request.getRemoteAddr();
    if (costs(request)) {
      if (costly.take(caller)) {
        chain.doFilter(request, response);
      } else {
        refuse(request, response);
      }
      return;
    }
    String name = name(request);
    if (!both.has(caller, name) || !callers.has(caller, "") || !names.has(EVERYWHERE, name)) {
      refuse(request, response);
      return;
    }
    chain.doFilter(request, response);
    if (request.getAttribute(SignInConfiguration.REFUSED) != null) {
      both.take(caller, name);
      callers.take(caller);
      names.take(EVERYWHERE, name);
    }
  }

  /** Whose sign-in is tried: the name as typed, or who gave a password before and now a code. */
  private static String name(HttpServletRequest request) {
    String typed = request.getParameter("username");
    String who =
        typed == null || typed.isBlank() ? HalfSignedIn.of(request).orElse("") : typed.strip();
    return Integer.toHexString(who.toLowerCase(Locale.ROOT).hashCode());
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader("Retry-After", "60");
    login.show(request, response, 429, "throttled");
  }
}

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
  private static final String EVERYWHERE = "0.0.0.0";

  private final CallerBuckets both = new CallerBuckets(NAME_AND_CALLER);
  private final CallerBuckets callers = new CallerBuckets(CALLER);
  private final CallerBuckets names = new CallerBuckets(NAME);
  private final SignInPage page;

  SignInRate(SignInPage page) {
    this.page = page;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST") || !request.getServletPath().equals("/login");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String caller = request.getRemoteAddr();
    String typed = String.valueOf(request.getParameter("username"));
    String name = Integer.toHexString(typed.strip().toLowerCase(Locale.ROOT).hashCode());
    if (!both.has(caller, name) || !callers.has(caller, "") || !names.has(EVERYWHERE, name)) {
      response.setHeader("Retry-After", "60");
      SignInConfiguration.show(request, response, page, 429, null, "throttled");
      return;
    }
    chain.doFilter(request, response);
    if (request.getAttribute(SignInConfiguration.REFUSED) != null) {
      both.take(caller, name);
      callers.take(caller);
      names.take(EVERYWHERE, name);
    }
  }
}

package org.rapport.server.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.rapport.server.door.CallerBuckets;
import org.rapport.server.door.Dialect;
import org.rapport.server.door.Paths;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds requests a minute and address to the authorization server (RAPPORT_PUBLIC_RATE), and wrong
 * secrets whatever that says: 429 with Retry-After, in OAuth's words.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
class TokenRate extends OncePerRequestFilter {
  private static final int WRONG_A_MINUTE = 10;

  private final CallerBuckets all;
  private final CallerBuckets wrong = new CallerBuckets(WRONG_A_MINUTE);

  TokenRate(@Value("${rapport.public-rate:60}") String rate) {
    this.all = "off".equals(rate) ? null : new CallerBuckets(Long.parseLong(rate));
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return Dialect.of(request) != Dialect.OAUTH
        || Paths.decoded(request).equals("/oauth2/jwks");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String caller = request.getRemoteAddr();
    if (!wrong.has(caller) || all != null && !all.take(caller)) {
      response.setHeader("Retry-After", "60");
      Dialect.OAUTH.refuse(
          response, 429, "throttled", "", "Too many requests; try again in a minute");
      return;
    }
    chain.doFilter(request, response);
    if (response.getStatus() == HttpServletResponse.SC_UNAUTHORIZED) {
      wrong.take(caller);
    }
  }
}

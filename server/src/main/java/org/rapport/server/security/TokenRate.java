package org.rapport.server.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.rapport.server.door.CallerBuckets;
import org.rapport.server.door.Dialect;
import org.rapport.server.door.Paths;
import org.rapport.server.security.token.AssertedClients;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
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
  private static final int WRONG_AT_ALL = 100;

  private final CallerBuckets all;
  private final CallerBuckets wrong = new CallerBuckets(WRONG_A_MINUTE);
  private final CallerBuckets wrongAtAll = new CallerBuckets(WRONG_AT_ALL);

  TokenRate(@Value("${rapport.public-rate:60}") String rate) {
    this.all = "off".equals(rate) ? null : new CallerBuckets(Long.parseLong(rate));
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return Dialect.of(request) != Dialect.OAUTH || Paths.decoded(request).equals("/oauth2/jwks");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String caller = request.getRemoteAddr();
    String client = client(request);
    if (!wrong.has(caller, client)
        || !wrongAtAll.has(caller, "")
        || all != null && !all.take(caller)) {
      response.setHeader("Retry-After", "60");
      Dialect.OAUTH.refuse(
          response, 429, "throttled", "", "Too many requests; try again in a minute");
      return;
    }
    chain.doFilter(request, response);
    if (response.getStatus() == HttpServletResponse.SC_UNAUTHORIZED) {
      wrong.take(caller, client);
      wrongAtAll.take(caller);
    }
  }

  /**
   * Whose secret is tried, so that guesses at one client's do not shut out another of its address.
   */
  private static String client(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.regionMatches(true, 0, "Basic ", 0, 6)) {
      try {
        String pair =
            new String(
                Base64.getDecoder().decode(header.substring(6).strip()),
                StandardCharsets.ISO_8859_1);
        return Integer.toHexString(pair.split(":", 2)[0].hashCode());
      } catch (IllegalArgumentException e) {
        return "";
      }
    }
    String id = request.getParameter("client_id");
    String assertion = request.getParameter("client_assertion");
    if (id == null && assertion != null) {
      id = AssertedClients.claimed(assertion);
    }
    return Integer.toHexString(String.valueOf(id).hashCode());
  }
}

package org.rapport.server.security.smart;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rapport.server.door.Paths;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * An app's request that comes by POST ({@code authorize-post}) is led to the same by GET: a form of
 * another site comes without the session's cookie, and what it says would be lost at the sign-in.
 */
final class PostedRequests extends OncePerRequestFilter {
  private static final String PATH = "/oauth2/authorize";

  /** What an app says and the form of what somebody decided does not. */
  private static final Set<String> APPS = Set.of("response_type", "redirect_uri", "code_challenge");

  /** As much as an answer's headers hold beside the others. */
  private static final int LONGEST = 6_000;

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST") || !Paths.decoded(request).equals(PATH);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Map<String, String[]> asked = request.getParameterMap();
    String query =
        asked.entrySet().stream()
            .flatMap(
                one ->
                    Stream.of(one.getValue())
                        .map(value -> encoded(one.getKey()) + "=" + encoded(value)))
            .collect(Collectors.joining("&"));
    if (APPS.stream().noneMatch(asked::containsKey) || query.length() > LONGEST) {
      chain.doFilter(request, response);
      return;
    }
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", PATH + "?" + query);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

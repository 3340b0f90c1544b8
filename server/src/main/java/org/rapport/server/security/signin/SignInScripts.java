package org.rapport.server.security.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.springframework.web.filter.OncePerRequestFilter;

/** The scripts without which a page cannot ask for a passkey; everything else goes without. */
final class SignInScripts extends OncePerRequestFilter {
  private static final Map<String, String> SCRIPTS =
      Map.of(
          "/login/webauthn.js", "/org/springframework/security/spring-security-webauthn.js",
          "/login/passkeys.js", "/rapport-sign-in/passkeys.js");

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !SCRIPTS.containsKey(request.getServletPath());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try (InputStream script =
        SignInScripts.class.getResourceAsStream(SCRIPTS.get(request.getServletPath()))) {
      response.setContentType("text/javascript;charset=UTF-8");
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader("Cache-Control", "public, max-age=3600");
      script.transferTo(response.getOutputStream());
    }
  }
}

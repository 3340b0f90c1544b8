package org.rapport.server.security.scope;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** The scopes of the token that came with the running request (RFC 9068, 2.2.3: a text). */
final class TokenScopes {
  private static final SystemScopes NONE = SystemScopes.of(List.of());

  private TokenScopes() {}

  /** The scopes; none without a token. */
  static SystemScopes current() {
    return of(SecurityContextHolder.getContext().getAuthentication()).orElse(NONE);
  }

  private static Optional<SystemScopes> of(Authentication authentication) {
    if (!(authentication instanceof JwtAuthenticationToken token)) {
      return Optional.empty();
    }
    Object claim = token.getToken().getClaims().get("scope");
    if (claim instanceof String text) {
      return Optional.of(SystemScopes.of(Arrays.asList(text.split(" "))));
    }
    return claim instanceof List<?> list
        ? Optional.of(SystemScopes.of(list.stream().map(String::valueOf).toList()))
        : Optional.empty();
  }
}

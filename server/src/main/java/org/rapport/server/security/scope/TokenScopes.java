package org.rapport.server.security.scope;

import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;

/** The scopes of the token that came with the running request (RFC 9068, 2.2.3: a text). */
final class TokenScopes {
  private static final SystemScopes NONE = SystemScopes.of(List.of());

  private TokenScopes() {}

  /** The scopes; none without a token. */
  static SystemScopes current() {
    return token().map(ScopedToken::scopes).orElse(NONE);
  }

  /** The person behind the token; empty for clients that act for themselves. */
  static Optional<Person> person() {
    return token().map(ScopedToken::person);
  }

  /** What who asks for more than that is told. */
  static ForbiddenOperationException denied() {
    return new ForbiddenOperationException("The token's scopes do not allow this");
  }

  private static Optional<ScopedToken> token() {
    return SecurityContextHolder.getContext().getAuthentication() instanceof ScopedToken token
        ? Optional.of(token)
        : Optional.empty();
  }

  static SystemScopes ofClient(Jwt token) {
    Object claim = token.getClaims().get("scope");
    if (claim instanceof String text) {
      return SystemScopes.of(Arrays.asList(text.split(" ")));
    }
    return claim instanceof List<?> list
        ? SystemScopes.of(list.stream().map(String::valueOf).toList())
        : NONE;
  }
}

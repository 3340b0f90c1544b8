package org.rapport.server.security.scope;

import java.util.List;
import java.util.Optional;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.rapport.server.security.token.AccessTokenDecoders;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** A token with what it allows: read once a request, and held to the rights of its person. */
public final class ScopedToken extends JwtAuthenticationToken {
  /** The authority of a token that allows everything; application.yaml names it. */
  public static final String ADMINISTRATOR = "rapport-administrator";

  private static final long serialVersionUID = 1L;

  private final transient SystemScopes scopes;
  private final transient Person person;

  private ScopedToken(Jwt token, SystemScopes scopes, Person person) {
    super(
        token,
        scopes.everything() ? List.of(new SimpleGrantedAuthority(ADMINISTRATOR)) : List.of());
    this.scopes = scopes;
    this.person = person;
  }

  /** Makes them; the tokens were checked to be ours and in force. */
  public static Converter<Jwt, AbstractAuthenticationToken> converter(Accounts accounts) {
    return jwt -> {
      if (!jwt.hasClaim(AccessTokenDecoders.GRANT)) {
        return new ScopedToken(jwt, TokenScopes.ofClient(jwt), null);
      }
      Person person =
          accounts
              .find(jwt.getSubject())
              .map(account -> Person.of(jwt, account))
              .orElseThrow(() -> new AuthenticationServiceException("The account is gone"));
      return new ScopedToken(jwt, SystemScopes.granting(person.letters()), person);
    };
  }

  /** The account behind the token of the running request; empty for clients for themselves. */
  public static Optional<Account> account() {
    return TokenScopes.person().map(Person::account);
  }

  /** Whether a token allows everything: an administrator's. */
  public static boolean isAdministrators(Authentication token) {
    return token instanceof ScopedToken scoped && scoped.scopes.everything();
  }

  /** Types and letters. */
  SystemScopes scopes() {
    return scopes;
  }

  /** Who is behind it; null: a client for itself. */
  Person person() {
    return person;
  }
}

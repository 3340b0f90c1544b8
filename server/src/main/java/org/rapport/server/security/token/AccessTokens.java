package org.rapport.server.security.token;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization.Token;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * What was granted, read off the token itself: a token says all there is to say of it, so that
 * nothing is kept but that it was revoked. Introspection and revocation ask here, on any node,
 * after any restart.
 */
public class AccessTokens implements OAuth2AuthorizationService {
  private final JwtDecoder signed;
  private final RegisteredClientRepository clients;
  private final RevokedTokens revoked;

  /**
   * Over a decoder that checks all but revocation.
   *
   * @param signed of access tokens of ours
   */
  public AccessTokens(
      JwtDecoder signed, RegisteredClientRepository clients, RevokedTokens revoked) {
    this.signed = signed;
    this.clients = clients;
    this.revoked = revoked;
  }

  @Override
  public void save(OAuth2Authorization authorization) {
    Token<OAuth2AccessToken> token = authorization.getAccessToken();
    if (token != null && token.isInvalidated() && token.getClaims() != null) {
      revoked.revoke(String.valueOf(token.getClaims().get("jti")), token.getToken().getExpiresAt());
    }
  }

  @Override
  public void remove(OAuth2Authorization authorization) {
    // Nothing is kept.
  }

  @Override
  public OAuth2Authorization findById(String id) {
    return null;
  }

  @Override
  public OAuth2Authorization findByToken(String text, OAuth2TokenType type) {
    if (type != null && !OAuth2TokenType.ACCESS_TOKEN.equals(type)) {
      return null;
    }
    try {
      Jwt jwt = signed.decode(text);
      String id = jwt.getClaimAsString("client_id");
      RegisteredClient client = clients.findByClientId(id == null ? jwt.getSubject() : id);
      return client == null ? null : granted(jwt, client);
    } catch (JwtException e) {
      return null;
    }
  }

  private OAuth2Authorization granted(Jwt jwt, RegisteredClient client) {
    Set<String> scopes =
        Arrays.stream(String.valueOf(jwt.getClaimAsString("scope")).split(" "))
            .collect(Collectors.toSet());
    OAuth2AccessToken token =
        new OAuth2AccessToken(
            OAuth2AccessToken.TokenType.BEARER,
            jwt.getTokenValue(),
            jwt.getIssuedAt(),
            jwt.getExpiresAt(),
            scopes);
    return OAuth2Authorization.withRegisteredClient(client)
        .id(jwt.getId())
        .principalName(jwt.getSubject())
        .authorizationGrantType(
            jwt.hasClaim(AccessTokenDecoders.GRANT)
                ? AuthorizationGrantType.AUTHORIZATION_CODE
                : AuthorizationGrantType.CLIENT_CREDENTIALS)
        .authorizedScopes(scopes)
        .token(
            token,
            metadata -> {
              metadata.put(Token.CLAIMS_METADATA_NAME, jwt.getClaims());
              metadata.put(
                  Token.INVALIDATED_METADATA_NAME, AccessTokenDecoders.ended(jwt, revoked));
            })
        .build();
  }
}

package org.rapport.server.it;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** Another OpenID Connect issuer, of which one person after the other comes. */
final class IssuerPeer implements AutoCloseable {
  /** Where nobody of ours has any reason to ask. */
  static final String NOBODYS = "/nobodys";

  /** Where a client of ours publishes its keys. */
  static final String KEYS = "/client-keys";

  private static final String CLIENT = "rapport-there";

  private final WireMockServer http =
      new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());

  IssuerPeer() {
    http.start();
    json(
        "/.well-known/openid-configuration",
        """
        {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token",
         "jwks_uri": "%1$s/keys", "response_types_supported": ["code"], "subject_types_supported": ["public"],
         "id_token_signing_alg_values_supported": ["RS256"]}"""
            .formatted(address()));
    json("/keys", new JWKSet(BackendKey.RSA).toPublicJWKSet().toString());
  }

  String address() {
    return "http://127.0.0.1:" + http.port();
  }

  Map<String, String> settings() {
    return Map.of(
        "RAPPORT_EGRESS_ALLOW",
        "127.0.0.1:" + http.port(),
        "RAPPORT_OIDC_ISSUER",
        address(),
        "RAPPORT_OIDC_CLIENT_ID",
        CLIENT,
        "RAPPORT_OIDC_CLIENT_SECRET",
        "there-secret",
        "RAPPORT_OIDC_ROLES_CLAIM",
        "realm_access.roles");
  }

  /** The next code is exchanged for this person, with these roles there. */
  void says(String subject, String name, List<String> roles, String nonce) {
    Instant now = Instant.now();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(address())
            .audience(CLIENT)
            .subject(subject)
            .claim("name", name)
            .claim("nonce", nonce)
            .claim("realm_access", Map.of("roles", roles))
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .build();
    http.stubFor(
        WireMock.post(WireMock.urlPathEqualTo("/token"))
            .willReturn(
                WireMock.okJson(
                    """
                    {"access_token": "there", "token_type": "Bearer", "expires_in": 300, "scope": "openid", "id_token": "%s"}"""
                        .formatted(
                            BackendKey.signed(JWSAlgorithm.RS256, BackendKey.RSA, claims)))));
  }

  /** Answers with keys of a client at {@link #KEYS}, which may be kept as this says. */
  void publishes(String keys, String cacheControl) {
    http.stubFor(
        WireMock.get(WireMock.urlPathEqualTo(KEYS))
            .willReturn(WireMock.okJson(keys).withHeader("Cache-Control", cacheControl)));
  }

  /** How often something there was asked for. */
  int asked(String path) {
    return http.countRequestsMatching(
            WireMock.anyRequestedFor(WireMock.urlPathEqualTo(path)).build())
        .getCount();
  }

  private void json(String path, String body) {
    http.stubFor(WireMock.get(WireMock.urlPathEqualTo(path)).willReturn(WireMock.okJson(body)));
  }

  @Override
  public void close() {
    http.stop();
  }
}

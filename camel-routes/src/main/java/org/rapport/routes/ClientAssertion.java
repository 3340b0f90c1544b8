package org.rapport.routes;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.rapport.routes.channel.mail.DkimKey;

/**
 * Proves to an EHR's token endpoint by a key of our own who we are, as SMART Backend Services ask
 * for (SMART App Launch 2.2, "Client Authentication: Asymmetric"; RFC 7523): RS384, each assertion
 * once and for a few minutes. Its public half is what the EHR has to know. Thread-safe.
 */
final class ClientAssertion {
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /** SMART: at most five minutes. */
  private static final Duration LIFE = Duration.ofMinutes(4);

  private final RSAKey key;
  private final Clock clock;

  private ClientAssertion(RSAKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /**
   * Reads the key.
   *
   * @param file PEM, an RSA key as PKCS #8
   * @param clock real time, as the EHR's is
   * @throws IllegalArgumentException when it is none; says nothing of what is in the file
   */
  static ClientAssertion read(Path file, Clock clock) {
    RSAPrivateCrtKey secret = (RSAPrivateCrtKey) DkimKey.read(file).privateKey();
    try {
      RSAPublicKey open =
          (RSAPublicKey)
              KeyFactory.getInstance("RSA")
                  .generatePublic(
                      new RSAPublicKeySpec(secret.getModulus(), secret.getPublicExponent()));
      return new ClientAssertion(
          new RSAKey.Builder(open)
              .privateKey(secret)
              .algorithm(JWSAlgorithm.RS384)
              .keyUse(KeyUse.SIGNATURE)
              .keyIDFromThumbprint()
              .build(),
          clock);
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalArgumentException("no RSA key", e);
    }
  }

  /** The public half as a JWK Set, in JSON. */
  String publicKeys() {
    return new JWKSet(key).toPublicJWKSet().toString();
  }

  /**
   * The form's fields that stand for a client's secret, encoded.
   *
   * @param audience the token endpoint
   */
  String form(String clientId, String audience) {
    Instant now = clock.instant();
    SignedJWT assertion =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS384)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build(),
            new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(audience)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .build());
    try {
      assertion.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("The key of the EHR's client cannot sign", e);
    }
    return "client_assertion_type="
        + URLEncoder.encode(TYPE, StandardCharsets.UTF_8)
        + "&client_assertion="
        + assertion.serialize();
  }
}

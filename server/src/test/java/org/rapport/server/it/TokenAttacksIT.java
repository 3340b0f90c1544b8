package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tokens as an attacker makes them (T12): none is one of ours, and none makes us call anybody. */
@ExtendWith(SharedClinic.class)
class TokenAttacksIT {
  private static final String ISSUED = "at+jwt";

  private final Clinic clinic;

  TokenAttacksIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @Test
  void noneIsTaken() throws Exception {
    String genuine = clinic.fhir().token();
    String[] parts = genuine.split("\\.");
    JWTClaimsSet claims = SignedJWT.parse(genuine).getJWTClaimsSet();
    RSAKey published = published();
    String kid = published.getKeyID();
    RSAKey strangers = BackendKey.RSA;

    Map<String, String> attacks = new LinkedHashMap<>();
    for (String none : List.of("none", "None", "nOnE", "NONE", "")) {
      String header = "{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}".formatted(none, kid);
      attacks.put("alg " + none, encoded(header) + "." + parts[1] + ".");
      attacks.put(
          "alg " + none + " with its signature", encoded(header) + "." + parts[1] + "." + parts[2]);
    }
    byte[] pem = published.toRSAPublicKey().getEncoded();
    attacks.put(
        "signed with the public key", signed(JWSAlgorithm.HS256, kid, new MACSigner(pem), claims));
    attacks.put(
        "signed with the published document",
        signed(
            JWSAlgorithm.HS256,
            kid,
            new MACSigner(published.toJSONString().getBytes(StandardCharsets.UTF_8)),
            claims));
    JWSSigner stranger = new RSASSASigner(strangers);
    attacks.put("another's key under our kid", signed(JWSAlgorithm.RS256, kid, stranger, claims));
    for (String id :
        List.of("unknown", "../../../../dev/null", "' or '1'='1", "", "\u0000", "x".repeat(4000))) {
      attacks.put("kid " + id, signed(JWSAlgorithm.RS256, id, stranger, claims));
    }
    attacks.put(
        "its own key in the header",
        sign(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType(ISSUED))
                .jwk(strangers.toPublicJWK())
                .build(),
            stranger,
            claims));
    attacks.put(
        "its own key at an address",
        sign(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType(ISSUED))
                .keyID(strangers.getKeyID())
                .jwkURL(URI.create(clinic.issuer().address() + IssuerPeer.NOBODYS))
                .x509CertURL(URI.create(clinic.issuer().address() + IssuerPeer.NOBODYS))
                .build(),
            stranger,
            claims));
    attacks.put("a byte more", genuine + "A");
    attacks.put("a part more", genuine + ".AAAA");
    attacks.put("its signature cut", genuine.substring(0, genuine.length() - 8));
    attacks.put("two parts", parts[0] + "." + parts[1]);
    attacks.put("64 KB", parts[0] + "." + "A".repeat(65_536) + "." + parts[2]);
    attacks.put("claims that are no JSON", parts[0] + "." + encoded("{") + "." + parts[2]);
    attacks.put(
        "claims that were changed",
        parts[0]
            + "."
            + encoded(
                claims.toString(false).replace("system/", "user/").replaceFirst("\\{", "{\"x\":1,"))
            + "."
            + parts[2]);
    attacks.put("nothing", "");
    attacks.put("no token", "null");

    Map<String, Integer> taken = new LinkedHashMap<>();
    attacks.forEach(
        (what, token) -> {
          int status = status(token);
          if (status != 401 && status != 400 && status != 431) {
            taken.put(what, status);
          }
        });
    assertThat(taken).isEmpty();
    assertThat(clinic.issuer().asked(IssuerPeer.NOBODYS)).as("no call out").isZero();
    assertThat(status(genuine)).as("the genuine one").isEqualTo(200);
  }

  @Test
  void whatElseWeSignIsNoAccessToken() {
    Visitor visitor = new Visitor(clinic.process().base()).signedIn("nora", "nora-password");
    var tokens = visitor.launch("openid fhirUser offline_access user/*.rs", Map.of(), null);

    assertThat(status(tokens.path("id_token").asText())).isEqualTo(401);
    assertThat(status(tokens.path("refresh_token").asText())).isEqualTo(401);
  }

  private int status(String token) {
    return new Visitor(clinic.process().base())
        .bearer(token, "GET", "/fhir/Patient?_count=1", null)
        .statusCode();
  }

  private RSAKey published() throws ParseException {
    String keys = new Visitor(clinic.process().base()).get("/oauth2/jwks").body();
    return JWKSet.parse(keys).getKeys().get(0).toRSAKey();
  }

  private static String signed(
      JWSAlgorithm algorithm, String kid, JWSSigner signer, JWTClaimsSet claims)
      throws JOSEException {
    JWTClaimsSet longer =
        new JWTClaimsSet.Builder(claims)
            .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
            .build();
    return sign(
        new JWSHeader.Builder(algorithm).type(new JOSEObjectType(ISSUED)).keyID(kid).build(),
        signer,
        longer);
  }

  private static String sign(JWSHeader header, JWSSigner signer, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

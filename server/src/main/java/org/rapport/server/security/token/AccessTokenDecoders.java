package org.rapport.server.security.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.util.List;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * What an access token of ours is (RFC 9068): typ {@code at+jwt}, our issuer, our FHIR API as
 * audience, in time, with a jti. Anything else that our key may sign is none.
 */
public final class AccessTokenDecoders {
  public static final String TYPE = "at+jwt";

  /** Claim of a token that a person gave an app: the authorization that it stands on. */
  public static final String GRANT = "sid";

  /** Claim beside it: at which epoch of the account. */
  public static final String EPOCH = "epoch";

  private AccessTokenDecoders() {}

  /**
   * Checks all that the token says itself.
   *
   * @param issuer our public base
   * @param audience our FHIR base
   */
  public static JwtDecoder signed(JWKSource<SecurityContext> keys, String issuer, String audience) {
    return decoder(keys, validators(issuer, audience));
  }

  /** Checks besides that neither it nor what it stands on was ended. */
  public static JwtDecoder inForce(
      JWKSource<SecurityContext> keys, String issuer, String audience, RevokedTokens revoked) {
    OAuth2TokenValidator<Jwt> standing =
        token ->
            ended(token, revoked)
                ? OAuth2TokenValidatorResult.failure(
                    new OAuth2Error("invalid_token", "The token was revoked", null))
                : OAuth2TokenValidatorResult.success();
    JwtDecoder whole =
        decoder(keys, new DelegatingOAuth2TokenValidator<>(validators(issuer, audience), standing));
    return new RememberedTokens(
        whole, new DelegatingOAuth2TokenValidator<>(new JwtTimestampValidator(), standing), keys);
  }

  /** Whether it, or what it stands on, was ended before its time. */
  static boolean ended(Jwt token, RevokedTokens revoked) {
    return token.hasClaim(GRANT)
        ? !revoked.stands(
            token.getId(), token.getClaimAsString(GRANT), token.<Number>getClaim(EPOCH))
        : revoked.contains(token);
  }

  private static OAuth2TokenValidator<Jwt> validators(String issuer, String audience) {
    return new DelegatingOAuth2TokenValidator<>(
        new JwtTimestampValidator(),
        new JwtIssuerValidator(issuer),
        new JwtClaimValidator<List<String>>(
            "aud", audiences -> audiences != null && audiences.contains(audience)),
        new JwtClaimValidator<String>("jti", jti -> jti != null && !jti.isBlank()));
  }

  private static JwtDecoder decoder(
      JWKSource<SecurityContext> keys, OAuth2TokenValidator<Jwt> validator) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType(TYPE)));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
    // Claims are the validator's, which says what is wrong in RFC 6750's words.
    processor.setJWTClaimsSetVerifier((claims, context) -> {});
    NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
    decoder.setJwtValidator(validator);
    return decoder;
  }
}

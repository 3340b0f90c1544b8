package org.rapport.routes.channel;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a Twilio-compatible provider over a URL and a form.
 *
 * @see <a href="https://www.twilio.com/docs/usage/security">X-Twilio-Signature</a>
 */
final class ProviderSignature {
  static final String HEADER = "X-Twilio-Signature";

  private final String token;

  /**
   * A check.
   *
   * @param token the account's token; blank refuses everything
   */
  ProviderSignature(String token) {
    this.token = token;
  }

  boolean holds(String url, Map<String, String> form, String signature) {
    if (token == null || token.isBlank() || signature == null) {
      return false;
    }
    StringBuilder signed = new StringBuilder(url);
    new TreeMap<>(form).forEach((name, value) -> signed.append(name).append(value));
    return MessageDigest.isEqual(
        mac(signed.toString()).getBytes(StandardCharsets.US_ASCII),
        signature.getBytes(StandardCharsets.US_ASCII));
  }

  private String mac(String text) {
    try {
      // SHA-1 is what the provider signs with; HMAC is not broken by its collisions.
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every JDK has HmacSHA1", e);
    }
  }
}

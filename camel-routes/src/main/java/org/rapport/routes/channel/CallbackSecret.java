package org.rapport.routes.channel;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/**
 * The secret by which a provider of an operator's own proves that a JSON callback is its own: sent
 * as it is, or as the HMAC-SHA256 of the body. What it is and where it stands, the route says in
 * exchange properties; the secret itself is a setting that they name, and stands in no URI.
 * Thread-safe.
 */
public class CallbackSecret {
  /** Name of the setting that holds the secret. */
  static final String SETTING = "RapportCallbackSetting";

  /** Header in which the proof comes. */
  static final String HEADER = "RapportCallbackHeader";

  /** token, hmac-sha256-hex or hmac-sha256-base64. */
  static final String PROOF = "RapportCallbackProof";

  /** Whether the proof is missing or wrong; the time to say so tells nothing of the secret. */
  public boolean unsigned(Exchange exchange) {
    String secret =
        exchange
            .getContext()
            .resolvePropertyPlaceholders("{{" + exchange.getProperty(SETTING) + ":}}");
    String header = exchange.getProperty(HEADER, String.class);
    String given = exchange.getMessage().getHeader(header, String.class);
    if (secret == null || secret.isBlank() || given == null) {
      return true;
    }
    String wanted = wanted(exchange, secret.strip());
    return !MessageDigest.isEqual(bytes(bare(given, wanted)), bytes(wanted));
  }

  /** Whether the body is no JSON object. */
  public boolean malformed(Exchange exchange) {
    byte[] body = RequestBody.bytes(exchange);
    // What comes as a stream can be read once.
    exchange.getMessage().setBody(body);
    return RequestBody.json(exchange).filter(JsonNode::isObject).isEmpty();
  }

  private static String wanted(Exchange exchange, String secret) {
    String proof = exchange.getProperty(PROOF, "token", String.class);
    if (proof.equals("token")) {
      return secret;
    }
    byte[] body = exchange.getMessage().getBody(byte[].class);
    exchange.getMessage().setBody(body);
    HmacUtils mac = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, bytes(secret));
    byte[] sum = mac.hmac(body == null ? new byte[0] : body);
    return switch (proof) {
      case "hmac-sha256-hex" -> Hex.encodeHexString(sum);
      case "hmac-sha256-base64" -> Base64.getEncoder().encodeToString(sum);
      default ->
          throw new IllegalArgumentException(
              "proof should be token, hmac-sha256-hex or hmac-sha256-base64");
    };
  }

  // "Bearer x" and "sha256=x" are as common as x alone; hexadecimal figures come in both cases.
  private static String bare(String given, String wanted) {
    String bare = given.strip().replaceFirst("(?i)^(Bearer |sha256=)", "").strip();
    return wanted.matches("[0-9a-f]{64}") ? bare.toLowerCase(Locale.ROOT) : bare;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

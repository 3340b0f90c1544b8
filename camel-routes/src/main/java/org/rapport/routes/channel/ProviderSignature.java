package org.rapport.routes.channel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/**
 * The signature of a Twilio-compatible provider over a URL and a form.
 *
 * @see <a href="https://www.twilio.com/docs/usage/security">X-Twilio-Signature</a>
 */
final class ProviderSignature {
  static final String HEADER = "X-Twilio-Signature";

  private static final Pattern DEFAULT_PORT = Pattern.compile("^(https?)://[^/:?]+(?=[/?]|$)");
  private static final Pattern PORT = Pattern.compile("^(https?://[^/:?]+):\\d+");

  private final String token;

  /**
   * A check.
   *
   * @param token the account's token; blank refuses everything
   */
  ProviderSignature(String token) {
    this.token = token;
  }

  /**
   * Whether a request was signed with our token.
   *
   * @param url what the provider was told
   * @param query what stood behind it in the request, as sent; null where nothing did
   */
  boolean holds(String url, String query, Map<String, String> form, String signature) {
    if (token == null || token.isBlank() || signature == null) {
      return false;
    }
    String end = query == null || query.isEmpty() ? "" : "?" + query;
    return Stream.of(url, withPort(url), withoutPort(url))
        .distinct()
        .anyMatch(each -> holds(each + end, form, signature));
  }

  // Providers and the proxies before us write a port that goes without saying, or leave out one
  // that does not; the provider's own libraries try both.
  private static String withPort(String url) {
    return DEFAULT_PORT
        .matcher(url)
        .replaceFirst(
            scheme -> scheme.group() + (scheme.group(1).equals("https") ? ":443" : ":80"));
  }

  private static String withoutPort(String url) {
    return PORT.matcher(url).replaceFirst("$1");
  }

  private boolean holds(String url, Map<String, String> form, String signature) {
    StringBuilder signed = new StringBuilder(url);
    new TreeMap<>(form).forEach((name, value) -> signed.append(name).append(value));
    return MessageDigest.isEqual(
        mac(signed.toString()).getBytes(StandardCharsets.US_ASCII),
        signature.getBytes(StandardCharsets.US_ASCII));
  }

  private String mac(String text) {
    // SHA-1 is what the provider signs with; HMAC is not broken by its collisions.
    return Base64.getEncoder()
        .encodeToString(new HmacUtils(HmacAlgorithms.HMAC_SHA_1, token).hmac(text));
  }
}

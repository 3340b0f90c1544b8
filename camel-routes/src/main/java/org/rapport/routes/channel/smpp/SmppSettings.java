package org.rapport.routes.channel.smpp;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What {@code RAPPORT_SMPP_URL} says: {@code smpp://user:password@host:port?option=value}, or
 * {@code ssmpp://} for TLS.
 *
 * @param systemId of the bind; at most 15 octets
 * @param password at most 8 octets
 * @param source address that messages come from
 * @param latin1 the provider's default alphabet is ISO 8859-1
 * @param payload long texts go in one message_payload and not in parts
 * @param decimalReceipts a receipt names in decimal figures the id that submit_sm_resp gave in
 *     hexadecimal ones
 */
public record SmppSettings(
    String host,
    int port,
    boolean tls,
    String systemId,
    String password,
    String systemType,
    String source,
    boolean latin1,
    boolean payload,
    boolean decimalReceipts) {
  private static final int PORT = 2775;
  private static final int TLS_PORT = 3550;
  private static final Set<String> OPTIONS =
      Set.of("systemType", "sourceAddr", "alphabet", "long", "receiptId");

  /**
   * Reads the setting.
   *
   * @param from the sender where the URL names none
   * @throws IllegalArgumentException saying what it should be, without the password
   */
  public static SmppSettings of(String url, String from) {
    URI uri;
    try {
      uri = URI.create(url.trim());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("should be a URL such as smpp://user:password@host:2775");
    }
    boolean tls = "ssmpp".equals(uri.getScheme());
    if (!tls && !"smpp".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("should be a URL beginning with smpp:// or ssmpp://");
    }
    String[] user =
        uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
    if (user.length != 2) {
      throw new IllegalArgumentException("should name a user and a password");
    }
    Map<String, String> options = options(uri.getRawQuery());
    String source = options.getOrDefault("sourceAddr", from == null ? "" : from.trim());
    if (source.isBlank()) {
      throw new IllegalArgumentException("needs RAPPORT_SMS_FROM, or sourceAddr in its query");
    }
    int otherwise = tls ? TLS_PORT : PORT;
    return new SmppSettings(
        uri.getHost(),
        uri.getPort() > 0 ? uri.getPort() : otherwise,
        tls,
        decode(user[0]),
        decode(user[1]),
        options.getOrDefault("systemType", ""),
        source,
        "latin1".equals(oneOf(options, "alphabet", "gsm", "latin1")),
        "payload".equals(oneOf(options, "long", "parts", "payload")),
        "decimal".equals(oneOf(options, "receiptId", "same", "decimal")));
  }

  private static Map<String, String> options(String query) {
    Map<String, String> options = new HashMap<>();
    if (query != null && !query.isEmpty()) {
      for (String option : query.split("&")) {
        String[] pair = option.split("=", 2);
        if (pair.length != 2 || !OPTIONS.contains(pair[0])) {
          throw new IllegalArgumentException(
              "knows the options systemType, sourceAddr, alphabet, long and receiptId");
        }
        options.put(pair[0], decode(pair[1]));
      }
    }
    return options;
  }

  private static String oneOf(
      Map<String, String> options, String name, String usual, String other) {
    String value = options.getOrDefault(name, usual);
    if (!value.equals(usual) && !value.equals(other)) {
      throw new IllegalArgumentException(name + " should be " + usual + " or " + other);
    }
    return value;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Without the credentials: this may end in a log. */
  @Override
  public String toString() {
    return (tls ? "ssmpp://" : "smpp://") + host + ":" + port;
  }
}

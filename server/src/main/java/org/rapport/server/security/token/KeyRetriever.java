package org.rapport.server.security.token;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches clients' public keys, and nothing else: by https from addresses of the open network,
 * small, soon, without following anybody elsewhere; or from where the operator allows it
 * (RAPPORT_EGRESS_ALLOW). Addresses are looked at before they are connected to; the JVM keeps what
 * it looked up for the connection that follows.
 */
public final class KeyRetriever {
  private static final int MILLIS = 3_000;
  private static final int BYTES = 64 * 1024;

  /** Keys are asked for again after that, however long they may be kept. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final Pattern MAX_AGE = Pattern.compile("max-age=\"?(\\d{1,9})\"?");

  private final List<String> allowed;

  /**
   * Keys as they were answered.
   *
   * @param fresh how long they may be kept
   */
  record Fetched(JWKSet keys, Duration fresh) {}

  /**
   * With exceptions.
   *
   * @param allow {@code host:port}, by commas; blank: none
   */
  public KeyRetriever(String allow) {
    this.allowed =
        List.of((allow == null ? "" : allow).toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*"));
  }

  /**
   * Fetches a JWK Set.
   *
   * @throws IOException where it may not be fetched from there, or is not to be had
   * @throws ParseException where it is none
   */
  Fetched fetch(URL url) throws IOException, ParseException {
    check(url);
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setConnectTimeout(MILLIS);
    connection.setReadTimeout(MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Accept", "application/json");
    try {
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException("The keys were answered " + connection.getResponseCode());
      }
      byte[] body = connection.getInputStream().readNBytes(BYTES + 1);
      if (body.length > BYTES) {
        throw new IOException("The keys are too large");
      }
      return new Fetched(
          JWKSet.parse(new String(body, StandardCharsets.UTF_8)),
          fresh(connection.getHeaderField("Cache-Control"), connection.getHeaderField("Age")));
    } finally {
      connection.disconnect();
    }
  }

  private void check(URL url) throws IOException {
    int port = url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
    if (allowed.contains(url.getHost().toLowerCase(Locale.ROOT) + ":" + port)) {
      return;
    }
    if (!"https".equals(url.getProtocol())) {
      throw new IOException("Keys are fetched by https");
    }
    for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
      if (!isOpen(address)) {
        throw new IOException("Keys are fetched from the open network");
      }
    }
  }

  /** How long an answer may be kept by what it says itself (RFC 9111, 5.2.2). */
  static Duration fresh(String cacheControl, String age) {
    Duration fresh = LONGEST;
    for (String one : (cacheControl == null ? "" : cacheControl).split(",")) {
      String directive = one.strip().toLowerCase(Locale.ROOT);
      Matcher seconds = MAX_AGE.matcher(directive);
      if (directive.startsWith("no-store") || directive.startsWith("no-cache")) {
        return Duration.ZERO;
      } else if (seconds.matches()) {
        long left = Long.parseLong(seconds.group(1)) - seconds(age);
        fresh = Duration.ofSeconds(Math.max(0, Math.min(left, LONGEST.toSeconds())));
      }
    }
    return fresh;
  }

  private static long seconds(String age) {
    return age != null && age.matches("\\d{1,9}") ? Long.parseLong(age) : 0;
  }

  /** Whether an address is nobody's own network: RFC 6890. */
  static boolean isOpen(InetAddress address) {
    byte[] b = address.getAddress();
    boolean own =
        address.isAnyLocalAddress()
            || address.isLoopbackAddress()
            || address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isMulticastAddress();
    if (b.length == 4) {
      int first = b[0] & 0xff;
      int second = b[1] & 0xff;
      own |= first == 0 || first >= 240 || first == 100 && second >= 64 && second < 128;
      own |= first == 192 && second == 0 && b[2] == 0 || first == 198 && (second & 0xfe) == 18;
    } else {
      // Unique local addresses, NAT64, 6to4.
      own |= (b[0] & 0xfe) == 0xfc;
      own |= b[0] == 0 && b[1] == 0x64 || b[0] == 0x20 && b[1] == 0x02;
    }
    return !own;
  }
}

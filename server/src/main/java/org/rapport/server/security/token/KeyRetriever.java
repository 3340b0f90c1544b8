package org.rapport.server.security.token;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rapport.server.egress.Egress;

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

  private final Egress egress;

  /**
   * Keys as they were answered.
   *
   * @param fresh how long they may be kept
   */
  record Fetched(JWKSet keys, Duration fresh) {}

  /**
   * With exceptions.
   *
   * @param allow {@code host:port} or networks, by commas; blank: none
   */
  public KeyRetriever(String allow) {
    this.egress = new Egress(allow);
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
    try {
      egress.check(url.toURI());
    } catch (URISyntaxException e) {
      throw new IOException("Keys are fetched by https", e);
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
}

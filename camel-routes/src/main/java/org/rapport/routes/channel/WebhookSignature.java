package org.rapport.routes.channel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import org.apache.camel.Exchange;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/**
 * The signature of signed JSON webhooks (contract 9): {@code X-Rapport-Signature: t=<unix
 * seconds>,v1=<HMAC-SHA256 of "t.body">}. Thread-safe.
 */
public final class WebhookSignature {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final Pattern SIGNATURE = Pattern.compile("t=(\\d{1,12}),v1=([0-9a-f]{64})");

  private final String secret;
  private final List<Clock> clocks;

  /**
   * A check.
   *
   * @param secret shared with the service; blank refuses everything
   * @param clocks by any of which a signature may be fresh: a service signs in real time, also
   *     where ours is simulated
   */
  public WebhookSignature(String secret, List<Clock> clocks) {
    this.secret = secret;
    this.clocks = List.copyOf(clocks);
  }

  /** Whether the request was signed with our secret in the last minutes. */
  boolean holds(Exchange exchange) {
    String header = exchange.getMessage().getHeader("X-Rapport-Signature", String.class);
    Matcher parts = SIGNATURE.matcher(header == null ? "" : header.replace(" ", ""));
    if (secret == null || secret.isBlank() || !parts.matches()) {
      return false;
    }
    Instant signed = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
    return clocks.stream()
            .anyMatch(
                clock -> Duration.between(signed, clock.instant()).abs().compareTo(TOLERANCE) <= 0)
        && MessageDigest.isEqual(
            mac(parts.group(1), RequestBody.bytes(exchange)),
            HexFormat.of().parseHex(parts.group(2)));
  }

  private byte[] mac(String time, byte[] body) {
    Mac mac =
        HmacUtils.getInitializedMac(
            HmacAlgorithms.HMAC_SHA_256, secret.getBytes(StandardCharsets.UTF_8));
    mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
    return mac.doFinal(body);
  }
}

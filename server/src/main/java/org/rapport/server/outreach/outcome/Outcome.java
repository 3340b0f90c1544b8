package org.rapport.server.outreach.outcome;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What came of an attempt, as a worker reports it.
 *
 * @param reason code of {@code CS/not-done-reason} when failed, else null
 * @param providerId the provider's identifier of the message, or null; of one in parts those of all
 *     parts, by spaces
 * @param detail a short technical code (an SMTP or HTTP status); no personal data
 * @param retryAfter seconds after which a {@code retry} that costs no try is due again, or null
 * @param downSince since when the channel is down, or null
 */
public record Outcome(
    Kind kind,
    String reason,
    String providerId,
    String deliveryStatus,
    String detail,
    Integer retryAfter,
    Instant downSince) {

  /** Kinds of outcome. */
  public enum Kind {
    /** The provider took it. */
    SENT("sent"),
    /** It certainly did not reach the provider, or the provider asks to come again. */
    RETRY("retry"),
    /** The provider refused it for good. */
    FAILED("failed"),
    /** The connection broke after the request was sent: nobody can know. */
    UNKNOWN("unknown");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /** As workers report it. */
    public String code() {
      return code;
    }

    /** The kind of a code; empty for any other word. */
    public static Optional<Kind> fromCode(String code) {
      return Arrays.stream(values()).filter(kind -> kind.code.equals(code)).findFirst();
    }
  }
}

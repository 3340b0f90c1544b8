package org.rapport.server.consent;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a register of reassigned numbers has said about a patient's number (policy, R12).
 *
 * @param about the day since when it was asked whether somebody else has the number
 * @param reference the register's own name for its answer, or null
 */
public record NumberCheck(Answer answer, LocalDate about, Instant askedAt, String reference) {

  /** Has the number been given up since that day? */
  public enum Answer {
    YES,
    NO,
    /** The register does not know: it passes, and the record says that it was not a no. */
    NO_DATA;

    /** As the register says it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The answer of a code; empty for any other word. */
    public static Optional<Answer> fromCode(String code) {
      return Arrays.stream(values()).filter(answer -> answer.code().equals(code)).findFirst();
    }
  }

  /** Whether it says, no longer ago than this, that the number is still the patient's. */
  public boolean clears(Instant since) {
    return answer != Answer.YES && askedAt.isAfter(since);
  }
}

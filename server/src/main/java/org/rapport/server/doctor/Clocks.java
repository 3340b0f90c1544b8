package org.rapport.server.doctor;

import java.time.Duration;

/** Our clock beside another's. */
final class Clocks {
  /** A header and a row are written to the second, and take a moment. */
  private static final Duration NOTHING = Duration.ofSeconds(5);

  /** From here on tokens and signatures are refused. */
  private static final Duration TOO_MUCH = Duration.ofSeconds(60);

  private Clocks() {}

  /**
   * What a difference means.
   *
   * @param ahead by how much the other is ahead of ours
   */
  static Finding compared(String subject, Duration ahead) {
    String words =
        "its clock is "
            + ahead.abs().toSeconds()
            + " s "
            + (ahead.isNegative() ? "behind" : "ahead of")
            + " ours";
    if (ahead.abs().compareTo(NOTHING) <= 0) {
      return Finding.ok(subject, "its clock is ours");
    }
    return ahead.abs().compareTo(TOO_MUCH) > 0
        ? Finding.failure(subject, words + ": set the time of both by NTP")
        : Finding.warning(subject, words);
  }
}

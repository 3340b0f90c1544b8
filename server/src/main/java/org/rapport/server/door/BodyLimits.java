package org.rapport.server.door;

import java.time.Duration;

/**
 * How much a body may hold and how long it may take (contract 7): FHIR 10 MiB, all else 256 KiB. It
 * has ten seconds, and one for each 64 KiB.
 */
record BodyLimits(int bytes, Duration time) {
  private static final int FHIR = 10 * 1024 * 1024;
  private static final int OTHER = 256 * 1024;
  private static final int BYTES_A_SECOND = 64 * 1024;
  private static final int SECONDS = 10;

  /**
   * For a path.
   *
   * @param declared Content-Length; negative: none
   */
  static BodyLimits of(Dialect dialect, long declared) {
    int bytes = dialect == Dialect.FHIR ? FHIR : OTHER;
    long expected = declared < 0 ? bytes : Math.min(declared, bytes);
    return new BodyLimits(bytes, Duration.ofSeconds(SECONDS + expected / BYTES_A_SECOND));
  }

  RefusedException exceeded() {
    return RefusedException.tooLong(
        "",
        bytes == FHIR ? "A request body has at most 10 MiB" : "A request body has at most 256 KiB");
  }
}

package org.rapport.time;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A known change of civil time that an old time-zone database lacks.
 *
 * @param zone the IANA zone
 * @param from the instant from which {@code offset} holds without end
 * @param source where the change is recorded
 */
public record ZoneCorrection(ZoneId zone, Instant from, ZoneOffset offset, String source) {

  /**
   * Whether the installed database lacks this change: some later offset in the next year differs.
   */
  public boolean missingFromDatabase() {
    for (int month = 0; month < 12; month++) {
      Instant probe = from.plusSeconds(3600L + month * 30L * 86_400L);
      if (!zone.getRules().getOffset(probe).equals(offset)) {
        return true;
      }
    }
    return false;
  }
}

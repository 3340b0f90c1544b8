package org.rapport.server.config;

import java.time.DateTimeException;
import java.time.Period;

/** Settings that say for how long something is kept. */
public final class KeptFor {
  private KeptFor() {}

  /**
   * Reads one.
   *
   * @param value a period of ISO 8601
   * @param example of one, for the words of a refusal
   * @throws InvalidSettingException for what is no period, or none at all
   */
  public static Period of(String setting, String value, String example) {
    try {
      Period period = Period.parse(value.strip());
      if (!period.isNegative() && !period.isZero()) {
        return period;
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw new InvalidSettingException(setting, "should be a period such as " + example);
  }
}

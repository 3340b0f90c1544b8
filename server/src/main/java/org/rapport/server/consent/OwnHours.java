package org.rapport.server.consent;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;

/**
 * Hours in which a patient wants no messages, every day, on the patient's wall clock.
 *
 * @param from inclusive
 * @param until exclusive; before {@code from}: on the next day
 */
public record OwnHours(LocalTime from, LocalTime until) {
  public OwnHours {
    if (from.equals(until)) {
      throw new IllegalArgumentException("Quiet hours should end at another time than they begin");
    }
  }

  /**
   * The hours of a form.
   *
   * @return empty for two empty fields: no such hours
   * @throws IllegalArgumentException where the fields are no two different times of a day
   */
  public static Optional<OwnHours> read(String from, String until) {
    if (from.isBlank() && until.isBlank()) {
      return Optional.empty();
    }
    if (!from.matches("\\d{2}:\\d{2}") || !until.matches("\\d{2}:\\d{2}")) {
      throw new IllegalArgumentException("Hours should be such as 20:00");
    }
    try {
      return Optional.of(new OwnHours(LocalTime.parse(from), LocalTime.parse(until)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("Hours should be such as 20:00", e);
    }
  }

  /** When they end, for a time that is within them. */
  public Optional<LocalDateTime> end(LocalDateTime at) {
    LocalTime time = at.toLocalTime();
    boolean overnight = until.isBefore(from);
    boolean begun = !time.isBefore(from);
    boolean over = !time.isBefore(until);
    if (overnight ? !begun && over : !begun || over) {
      return Optional.empty();
    }
    return Optional.of(at.toLocalDate().plusDays(overnight && begun ? 1 : 0).atTime(until));
  }

  /** {@code 20:00-10:00}. */
  @Override
  public String toString() {
    return from + "-" + until;
  }
}

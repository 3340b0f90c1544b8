package org.rapport.server.outreach.gate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rapport.server.consent.OwnHours;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.policy.Policy;
import org.rapport.server.policy.PolicyRow;
import org.rapport.server.policy.PolicyRow.Window;
import org.rapport.time.CivilTime;

/** When a message may go: the hours of every rule that speaks to it, taken together. Pure. */
final class QuietHours {
  /** Rules that leave no hour open in a week leave none at all. */
  private static final int LOOK_AHEAD_DAYS = 8;

  private final Policy policy;
  private final CivilTime time;

  QuietHours(Policy policy, CivilTime time) {
    this.policy = policy;
    this.time = time;
  }

  /** The rules that speak to a message on a day. */
  List<PolicyRow> rows(Jurisdiction place, String purpose, String channel, LocalDate day) {
    return policy.hours(place, purpose, channel, day);
  }

  /**
   * The first instant, not before {@code now}, that every rule and the patient leave open.
   *
   * @param quiet hours in which the patient wants nothing
   * @return {@code Instant.MAX} when there is none
   */
  Instant next(
      Jurisdiction place,
      String purpose,
      String channel,
      ZoneId zone,
      List<OwnHours> quiet,
      Instant now) {
    Instant end = now.plus(Duration.ofDays(LOOK_AHEAD_DAYS));
    Instant open = next(place, purpose, channel, zone, now);
    while (!open.isAfter(end)) {
      LocalDateTime local = time.local(open, zone);
      Optional<LocalDateTime> over =
          quiet.stream()
              .map(hours -> hours.end(local))
              .flatMap(Optional::stream)
              .max(Comparator.naturalOrder());
      if (over.isEmpty()) {
        return open;
      }
      open = next(place, purpose, channel, zone, time.instant(over.get(), zone));
    }
    return Instant.MAX;
  }

  // By the rules alone.
  private Instant next(
      Jurisdiction place, String purpose, String channel, ZoneId zone, Instant now) {
    LocalDateTime local = time.local(now, zone);
    for (int ahead = 0; ahead < LOOK_AHEAD_DAYS; ahead++) {
      LocalDate day = local.toLocalDate().plusDays(ahead);
      Window open = open(rows(place, purpose, channel, day), day);
      if (open == null) {
        continue;
      }
      if (ahead == 0 && !local.toLocalTime().isBefore(open.opens())) {
        if (local.toLocalTime().isBefore(open.closes())) {
          return now;
        }
        continue;
      }
      return time.instant(day.atTime(open.opens()), zone);
    }
    return Instant.MAX;
  }

  private static Window open(List<PolicyRow> rows, LocalDate day) {
    LocalTime opens = LocalTime.MIN;
    LocalTime closes = LocalTime.MAX;
    for (PolicyRow row : rows) {
      Window window = row.hours().get(day.getDayOfWeek());
      if (window == null) {
        return null;
      }
      opens = window.opens().isAfter(opens) ? window.opens() : opens;
      closes = window.closes().isBefore(closes) ? window.closes() : closes;
    }
    return opens.isBefore(closes) ? new Window(opens, closes) : null;
  }
}

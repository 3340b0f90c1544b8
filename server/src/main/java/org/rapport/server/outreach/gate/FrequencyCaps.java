package org.rapport.server.outreach.gate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.policy.Policy;
import org.rapport.server.policy.PolicyRow;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/**
 * How many messages a patient gets over all journeys. When a cap bites, priority decides: a message
 * leaves room for those of higher priority that are to go on the same day (policy, "House rules").
 * Pure.
 */
final class FrequencyCaps {
  /** The highest first. */
  private static final List<OutreachPurpose> PRIORITY =
      List.of(
          OutreachPurpose.APPOINTMENT,
          OutreachPurpose.CARE,
          OutreachPurpose.SURVEY,
          OutreachPurpose.OUTREACH,
          OutreachPurpose.REVIEW,
          OutreachPurpose.MARKETING);

  private final Policy policy;
  private final CivilTime time;

  FrequencyCaps(Policy policy, CivilTime time) {
    this.policy = policy;
    this.time = time;
  }

  /** A cap that is reached, and when there is room again. */
  record Reached(PolicyRow row, int counted, Instant until) {}

  /** The cap that holds a message back the longest; empty when there is room under all of them. */
  Optional<Reached> reached(
      Jurisdiction place,
      OutreachPurpose purpose,
      String channel,
      ZoneId zone,
      Traffic traffic,
      Instant now) {
    LocalDate today = time.local(now, zone).toLocalDate();
    Instant midnight = time.instant(today.plusDays(1).atStartOfDay(), zone);
    return policy.caps(place, purpose.code(), channel, today).stream()
        .map(row -> reached(row, purpose, zone, traffic, now, today, midnight))
        .flatMap(Optional::stream)
        .max(Comparator.comparing(Reached::until));
  }

  private Optional<Reached> reached(
      PolicyRow row,
      OutreachPurpose purpose,
      ZoneId zone,
      Traffic traffic,
      Instant now,
      LocalDate today,
      Instant midnight) {
    boolean calendarDay = row.cap().calendarDay();
    Duration window = row.cap().window();
    List<Instant> counted =
        traffic.sent().stream()
            .filter(item -> row.purposes().contains(item.purpose().code()))
            .map(Traffic.Item::at)
            .filter(
                at ->
                    calendarDay
                        ? time.local(at, zone).toLocalDate().equals(today)
                        : at.isAfter(now.minus(window)))
            .sorted()
            .toList();
    long reserved =
        traffic.planned().stream()
            .filter(item -> row.purposes().contains(item.purpose().code()))
            .filter(item -> PRIORITY.indexOf(item.purpose()) < PRIORITY.indexOf(purpose))
            .filter(item -> item.at().isBefore(midnight))
            .count();
    int room = row.cap().max() - counted.size();
    if (room > reserved) {
      return Optional.empty();
    }
    // Room comes back with the next day, or when enough of what was sent leaves the window.
    Instant until =
        calendarDay || room > 0
            ? midnight
            : counted.isEmpty() ? Instant.MAX : counted.get(-room).plus(window);
    return Optional.of(new Reached(row, counted.size(), until));
  }
}

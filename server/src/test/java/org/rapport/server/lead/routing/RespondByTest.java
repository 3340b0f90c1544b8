package org.rapport.server.lead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rapport.server.journey.BusinessHours;
import org.rapport.time.CivilTime;

class RespondByTest {
  private static final ZoneId TORONTO = ZoneId.of("America/Toronto");
  private static final CivilTime TIME = CivilTime.installed();
  private static final BusinessHours USUAL = BusinessHours.usual(TORONTO);

  /** Nine in the evening. */
  private static final Instant SATURDAY = Instant.parse("2027-03-07T02:00:00Z");

  private static Instant due(BusinessHours hours, Instant now, Urgency urgency, int waiting) {
    return RespondBy.instant(hours, now, urgency, waiting, 30, TIME);
  }

  @Test
  void onSaturdayNightItIsMonday_orTuesdayAfterAHoliday() {
    assertThat(due(USUAL, SATURDAY, Urgency.ROUTINE, 0)).isEqualTo("2027-03-08T22:00:00Z");
    assertThat(due(USUAL, SATURDAY, Urgency.SOON, 0)).isEqualTo("2027-03-08T18:00:00Z");
    assertThat(due(USUAL, SATURDAY, Urgency.URGENT, 500)).isEqualTo("2027-03-08T15:00:00Z");
    BusinessHours holiday =
        new BusinessHours(TORONTO, USUAL.week(), Set.of(LocalDate.of(2027, 3, 8)));
    assertThat(due(holiday, SATURDAY, Urgency.SOON, 0)).isEqualTo("2027-03-09T18:00:00Z");
  }

  @Test
  void moreWaitingThanTheTimeTakesIsPromisedLater() {
    assertThat(due(USUAL, SATURDAY, Urgency.ROUTINE, 239)).isEqualTo("2027-03-08T22:00:00Z");
    assertThat(due(USUAL, SATURDAY, Urgency.ROUTINE, 359)).isEqualTo("2027-03-09T18:00:00Z");
  }
}

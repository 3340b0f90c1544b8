package org.rapport.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wall clock and instants, with what the installed database may lack. */
class CivilTimeTest {
  private static final ZoneId VANCOUVER = ZoneId.of("America/Vancouver");

  private final CivilTime time = CivilTime.installed();

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    // In a gap: on by its length. In an overlap: the first of the two.
    "America/Toronto, 2027-03-14T02:30, 2027-03-14T07:30:00Z",
    "America/Toronto, 2027-11-07T01:30, 2027-11-07T05:30:00Z",
    "America/Toronto, 2027-11-07T02:00, 2027-11-07T07:00:00Z",
    "America/Phoenix, 2027-03-14T02:30, 2027-03-14T09:30:00Z",
    "Europe/London, 2027-03-28T01:30, 2027-03-28T01:30:00Z",
    "Australia/Sydney, 2027-10-03T02:30, 2027-10-02T16:30:00Z",
    "Asia/Kathmandu, 2027-03-14T02:30, 2027-03-13T20:45:00Z",
    // British Columbia went to summer time in March 2026 for good.
    "America/Vancouver, 2026-02-01T10:00, 2026-02-01T18:00:00Z",
    "America/Vancouver, 2026-07-01T10:00, 2026-07-01T17:00:00Z",
    "America/Vancouver, 2026-11-01T00:59, 2026-11-01T07:59:00Z",
    "America/Vancouver, 2026-11-01T01:30, 2026-11-01T08:30:00Z",
    "America/Vancouver, 2026-11-01T02:00, 2026-11-01T09:00:00Z",
    "America/Vancouver, 2027-01-15T10:00, 2027-01-15T17:00:00Z",
    "America/Vancouver, 2027-03-14T02:30, 2027-03-14T09:30:00Z",
    "America/Vancouver, 2027-11-07T01:30, 2027-11-07T08:30:00Z",
  })
  void whenAWallClockTimeIsGiven_thenItsInstantFollowsTheZonesRules(
      String zone, LocalDateTime local, Instant instant) {
    assertThat(time.instant(local, ZoneId.of(zone))).isEqualTo(instant);
  }

  @Test
  void whenItIsWinterInVancouver_thenTheOffsetIsStillMinusSeven() {
    for (int month = 0; month < 24; month++) {
      Instant instant = Instant.parse("2026-11-02T00:00:00Z").plusSeconds(month * 30L * 86_400);
      assertThat(time.offset(instant, VANCOUVER)).as("%s", instant).isEqualTo(offset("-07:00"));
    }
    assertThat(time.local(Instant.parse("2027-01-15T17:00:00Z"), VANCOUVER))
        .isEqualTo(LocalDateTime.parse("2027-01-15T10:00"));
    assertThat(time.offsetDateTime(Instant.parse("2027-01-15T17:00:00Z"), VANCOUVER))
        .hasToString("2027-01-15T10:00-07:00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"America/Toronto", "America/Vancouver", "Australia/Lord_Howe", "Asia/Kathmandu"})
  void whenThereAndBack_thenOnlyTheSecondPassOfAnOverlapDiffers(String id) {
    ZoneId zone = ZoneId.of(id);
    Instant start = Instant.parse("2026-10-01T00:10:00Z");
    for (int step = 0; step < 2 * 365 * 24; step++) {
      Instant instant = start.plusSeconds(step * 3600L);
      Instant back = time.instant(time.local(instant, zone), zone);
      assertThat(back).isBetween(instant.minusSeconds(3600), instant);
      if (!zone.getRules().isDaylightSavings(back) || back.equals(instant)) {
        assertThat(back).isEqualTo(instant);
      }
    }
  }

  @Test
  void whenTheDatabaseKnowsTheChange_thenTheCorrectionIsNotInUse() {
    ZoneCorrection known = correction("America/Phoenix", "2027-01-01T00:00:00Z", "-07:00");
    ZoneCorrection missing = correction("America/Toronto", "2027-11-07T06:00:00Z", "-04:00");

    CivilTime corrected = new CivilTime(List.of(known, missing));

    assertThat(known.missingFromDatabase()).isFalse();
    assertThat(missing.missingFromDatabase()).isTrue();
    assertThat(corrected.inUse()).containsExactly(missing);
  }

  @Test
  void whenACorrectionBegins_thenWhatWasBeforeStays() {
    CivilTime corrected =
        new CivilTime(List.of(correction("America/Toronto", "2027-11-07T06:00:00Z", "-04:00")));
    ZoneId toronto = ZoneId.of("America/Toronto");

    assertThat(corrected.offset(Instant.parse("2027-02-01T00:00:00Z"), toronto))
        .isEqualTo(offset("-05:00"));
    assertThat(corrected.offset(Instant.parse("2028-02-01T00:00:00Z"), toronto))
        .isEqualTo(offset("-04:00"));
    assertThat(corrected.instant(LocalDateTime.parse("2027-11-07T01:30"), toronto))
        .isEqualTo(Instant.parse("2027-11-07T05:30:00Z"));
    assertThat(corrected.instant(LocalDateTime.parse("2027-11-07T02:30"), toronto))
        .isEqualTo(Instant.parse("2027-11-07T06:30:00Z"));
    assertThat(time.offset(Instant.parse("2028-02-01T00:00:00Z"), toronto))
        .isEqualTo(offset("-05:00"));
  }

  private static ZoneCorrection correction(String zone, String from, String offset) {
    return new ZoneCorrection(ZoneId.of(zone), Instant.parse(from), offset(offset), "test");
  }

  private static ZoneOffset offset(String id) {
    return ZoneOffset.of(id);
  }
}

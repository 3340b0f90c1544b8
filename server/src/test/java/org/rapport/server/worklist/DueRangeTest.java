package org.rapport.server.worklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** What {@code due} and {@code after} of {@code $worklist} say. */
class DueRangeTest {
  private static final ZoneId ZONE = ZoneId.of("America/Toronto");

  @Test
  void aDayIsOfTheClinicsCalendar_alsoWhenTheClocksChange() {
    assertThat(DueRange.of("2027-03-14", ZONE))
        .hasValue(
            new DueRange(
                Instant.parse("2027-03-14T05:00:00Z"), Instant.parse("2027-03-15T04:00:00Z")));
    assertThat(DueRange.of("lt2027-03-14", ZONE).orElseThrow().until())
        .isEqualTo("2027-03-14T05:00:00Z");
    assertThat(DueRange.of("le2027-03-14", ZONE).orElseThrow().until())
        .isEqualTo("2027-03-15T04:00:00Z");
    assertThat(DueRange.of("gt2027-03-14", ZONE).orElseThrow().from())
        .isEqualTo("2027-03-15T04:00:00Z");
  }

  @Test
  void anInstantHasItsOffset_andWhatIsNeitherIsNothing() {
    assertThat(DueRange.of("ge2027-03-14T10:00:00-05:00", ZONE).orElseThrow().from())
        .isEqualTo("2027-03-14T15:00:00Z");
    assertThat(DueRange.of("2027-03-14T10:00:00", ZONE)).isEmpty();
    assertThat(DueRange.of("2027-13-14", ZONE)).isEmpty();
    assertThat(DueRange.of("tomorrow", ZONE)).isEmpty();
  }

  @Test
  void aCursorComesBackAsItWas_andAnythingElseIsNone() {
    Cursor cursor = new Cursor(3, Instant.parse("2027-03-14T15:00:00.123456Z"), "a-1");
    assertThat(Cursor.of(cursor.text())).hasValue(cursor);
    assertThat(Cursor.of(new Cursor(0, null, "b").text())).hasValue(new Cursor(0, null, "b"));
    assertThat(Cursor.of("")).isEmpty();
    assertThat(Cursor.of("%%%")).isEmpty();
    assertThat(Cursor.of("MSAtIGEn")).isEmpty();
  }
}

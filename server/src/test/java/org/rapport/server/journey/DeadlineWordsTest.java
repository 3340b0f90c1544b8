package org.rapport.server.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.rapport.time.CivilTime;

class DeadlineWordsTest {
  private static final ZoneId TORONTO = ZoneId.of("America/Toronto");
  private static final CivilTime TIME = CivilTime.installed();

  /** Nine in the evening. */
  private static final Instant SATURDAY = Instant.parse("2027-03-07T02:00:00Z");

  @Test
  void theWordsAreThoseOfAPerson_inThreeLanguages() {
    Instant monday = Instant.parse("2027-03-08T22:00:00Z");
    Instant noon = Instant.parse("2027-03-09T17:00:00Z");
    assertThat(words(monday, "en")).isEqualTo("on Monday before 5 PM");
    assertThat(words(noon, "en")).isEqualTo("on Tuesday before noon");
    assertThat(words(monday, "fr-CA")).isEqualTo("lundi avant 17 h");
    assertThat(words(noon, "fr")).isEqualTo("mardi avant midi");
    assertThat(words(monday, "es")).isEqualTo("el lunes antes de las 17:00");
    assertThat(words(SATURDAY.plusSeconds(1800), "en")).isEqualTo("today before 10 PM");
    assertThat(words(Instant.parse("2027-03-20T17:00:00Z"), "en")).isEqualTo("by March 20");
    assertThat(words(monday.plusSeconds(60), "uk")).isEqualTo("on Monday before 6 PM");
  }

  private static String words(Instant due, String language) {
    return DeadlineWords.of(due, SATURDAY, TORONTO, language, TIME);
  }
}

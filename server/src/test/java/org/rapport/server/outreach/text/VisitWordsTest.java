package org.rapport.server.outreach.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.time.CivilTime;

/** Dates and times of a visit as people read them. */
class VisitWordsTest {
  private static final Instant VISIT = Instant.parse("2027-03-15T18:05:00Z");
  private static final ZoneId TORONTO = ZoneId.of("America/Toronto");

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "en, 'Monday, March 15', 2:05 PM",
        "none, 'Monday, March 15', 2:05 PM",
        "de, 'Monday, March 15', 2:05 PM",
        "fr, lundi 15 mars, 14 h 05",
        "fr-CA, lundi 15 mars, 14 h 05",
        "FR, lundi 15 mars, 14 h 05",
        "es, lunes 15 de marzo, 14:05",
        "es_MX, lunes 15 de marzo, 14:05",
      })
  void whenWritten_thenInTheWordsOfTheLanguage(String language, String date, String time) {
    assertThat(words(VISIT, TORONTO, TORONTO, language))
        .containsEntry("visitDate", date)
        .containsEntry("visitTime", time)
        .containsEntry("zoneLabel", null);
  }

  @ParameterizedTest
  @CsvSource({"en, Toronto time", "fr, heure de Toronto", "es, hora de Toronto"})
  void whenThePatientsClockShowsAnotherTime_thenThePlaceIsNamed(String language, String label) {
    assertThat(words(VISIT, TORONTO, ZoneId.of("America/Vancouver"), language))
        .containsEntry("zoneLabel", label);
  }

  @Test
  void whenTwoZonesShowTheSameTimeOnThatDay_thenNoPlaceIsNamed() {
    ZoneId phoenix = ZoneId.of("America/Phoenix");
    ZoneId denver = ZoneId.of("America/Denver");

    assertThat(words(Instant.parse("2027-01-15T18:00:00Z"), phoenix, denver, "en"))
        .containsEntry("zoneLabel", null);
    assertThat(words(Instant.parse("2027-07-15T18:00:00Z"), phoenix, denver, "en"))
        .containsEntry("zoneLabel", "Phoenix time");
  }

  @Test
  void whenTheVisitIsAfterMidnightElsewhere_thenTheClinicsDayIsWritten() {
    assertThat(
            words(Instant.parse("2027-03-16T02:00:00Z"), TORONTO, ZoneId.of("Europe/London"), "en"))
        .containsEntry("visitDate", "Monday, March 15")
        .containsEntry("visitTime", "10:00 PM");
  }

  @Test
  void whenInVancouverThisWinter_thenTheTimeIsThatOfTheNewLaw() {
    ZoneId vancouver = ZoneId.of("America/Vancouver");

    assertThat(words(Instant.parse("2027-01-15T17:00:00Z"), vancouver, vancouver, "en"))
        .containsEntry("visitTime", "10:00 AM");
  }

  @Test
  void whenAPlaceHasTwoWords_thenTheyArePartedBySpace() {
    assertThat(
            words(
                VISIT,
                ZoneId.of("America/Argentina/Buenos_Aires"),
                ZoneId.of("Asia/Kathmandu"),
                "es"))
        .containsEntry("zoneLabel", "hora de Buenos Aires");
  }

  @ParameterizedTest
  @CsvSource({
    "Etc/GMT+7, 11:05 AM, UTC-7",
    "-07:00, 11:05 AM, UTC-7",
    "+05:30, 11:35 PM, UTC+05:30",
    "America/Toronto, 2:05 PM, Toronto time"
  })
  void whenItIsNotCertainWhoseClockIsMeant_thenTheTextSaysWhich(
      String zone, String time, String label) {
    Map<String, String> words =
        VisitWords.of(
            VISIT,
            new VisitZone(ZoneId.of(zone), false),
            ZoneId.of(zone),
            "en",
            CivilTime.installed());

    assertThat(words).containsEntry("visitTime", time).containsEntry("zoneLabel", label);
  }

  private static Map<String, String> words(
      Instant start, ZoneId clinic, ZoneId patient, String language) {
    return VisitWords.of(start, clinic, patient, language, CivilTime.installed());
  }
}

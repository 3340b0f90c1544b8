package org.rapport.server.projection.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.InstantType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose clock a visit is told at. */
class VisitZoneTest {
  private static final ZoneId TORONTO = ZoneId.of("America/Toronto");

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "America/Chicago, America/Denver, -07:00, America/Chicago, true",
        "-, America/Los_Angeles, -07:00, America/Los_Angeles, true",
        "-, Etc/GMT+7, -07:00, Etc/GMT+7, false",
        "-, Etc/GMT+4, -04:00, America/Toronto, true",
        "-, -, -, America/Toronto, true",
        "-, -, -04:00, America/Toronto, true",
        "-, -, -07:00, America/Toronto, false",
      })
  void whenSeveralNameAZone_thenThePlaceIsAskedBeforeTheVisitAndTheClinic(
      String place, String own, String written, String zone, boolean certain) {
    VisitZone found =
        VisitZone.of(place, own, written, Instant.parse("2027-04-12T16:30:00Z"), TORONTO);

    assertThat(found).isEqualTo(new VisitZone(ZoneId.of(zone), certain));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "2027-04-12T09:30:00-07:00, -07:00",
        "2027-04-12T16:30:00Z, -",
        "2027-04-12T16:30:00+00:00, -",
        "2027-04-12T22:00:00+05:30, +05:30",
      })
  void whenWrittenInUtc_thenTheOffsetSaysNothing(String start, String offset) {
    Appointment visit = new Appointment().setStartElement(new InstantType(start));

    assertThat(VisitZone.written(visit)).isEqualTo(offset);
  }

  @Test
  void whenAWritersTablesAreOld_thenItsOffsetIsStillTheClinics() {
    ZoneId vancouver = ZoneId.of("America/Vancouver");
    Instant winter = Instant.parse("2027-01-15T17:00:00Z");

    assertThat(VisitZone.of(null, null, "-08:00", winter, vancouver).certain()).isTrue();
    assertThat(VisitZone.of(null, null, "-07:00", winter, vancouver).certain()).isTrue();
  }
}

package org.rapport.server.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Period;
import org.junit.jupiter.api.Test;

/** What a Schedule is planned for. */
class HorizonTest {
  private static String range(String start, String end) {
    Period period = new Period();
    period.setStartElement(new DateTimeType(start)).setEndElement(new DateTimeType(end));
    return Horizon.range(period, ZoneId.of("America/Toronto"));
  }

  @Test
  void daysAreThoseOfTheClinic_andAnEndCountsToItsLastMoment() {
    assertThat(range("2027-03-08", "2027-03-14"))
        .isEqualTo("[2027-03-08T05:00:00Z,2027-03-15T04:00:00Z)");
    assertThat(range("2027-03", "2027-03"))
        .isEqualTo("[2027-03-01T05:00:00Z,2027-04-01T04:00:00Z)");
    assertThat(range("2027-03-08T09:00:00-05:00", "2027-03-08T17:00:00-05:00"))
        .isEqualTo("[2027-03-08T14:00:00Z,2027-03-08T22:00:00Z)");
  }

  @Test
  void anEndThatIsNotSaidIsOpen() {
    assertThat(range("2027-03-08", null)).isEqualTo("[2027-03-08T05:00:00Z,)");
    assertThat(range(null, "2027-03-08")).isEqualTo("[,2027-03-09T05:00:00Z)");
    assertThat(range(null, null)).isNull();
    assertThat(range("2027-03-08T09:00:00Z", "2027-03-08T09:00:00Z")).isEqualTo("empty");
  }
}

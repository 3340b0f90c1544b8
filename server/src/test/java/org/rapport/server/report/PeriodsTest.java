package org.rapport.server.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rapport.server.report.Periods.Span;

/** Days, weeks and months of a report. */
class PeriodsTest {

  private static List<String> of(String by, String first, String last) {
    return Periods.of(by, LocalDate.parse(first), LocalDate.parse(last), 100).stream()
        .map(Span::toString)
        .map(span -> span.replaceAll("[^0-9,-]", ""))
        .toList();
  }

  @Test
  void partsFollowEachOther_andTheFirstAndLastAreCut() {
    // 1 March 2027 is a Monday.
    assertThat(of("week", "2027-02-26", "2027-03-09"))
        .containsExactly("2027-02-26,2027-02-28", "2027-03-01,2027-03-07", "2027-03-08,2027-03-09");
    assertThat(of("month", "2027-01-31", "2027-03-01"))
        .containsExactly("2027-01-31,2027-01-31", "2027-02-01,2027-02-28", "2027-03-01,2027-03-01");
    assertThat(of("day", "2028-02-28", "2028-03-01")).hasSize(3);
  }

  @Test
  void tooManyAndOtherWordsAreRefused() {
    assertThatThrownBy(() -> of("day", "2027-01-01", "2027-12-31"))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> of("decade", "2027-01-01", "2027-12-31"))
        .isInstanceOf(InvalidRequestException.class);
  }
}

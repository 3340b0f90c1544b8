package org.rapport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

/** What a page is asked, and what stands around it where the API does not answer. */
class DeskTest {
  private final MockHttpServletRequest request = new MockHttpServletRequest();

  private Desk desk() {
    ConsoleFhir nobody =
        new ConsoleFhir.Factory(FhirContext.forR4Cached(), () -> "http://127.0.0.1:1/fhir")
            .with("token", true);
    return new Desk(
        request,
        new ConsoleUser("id", "Ada", Set.of("admin"), null, Set.of(), false, false),
        nobody,
        Words.in("en"),
        null);
  }

  @Test
  void numbersAndDaysThatCannotBeReadAreNone() {
    request.setParameter("after", "100");
    request.setParameter("offset", "-1");
    request.setParameter("day", "2027-03-01");
    request.setParameter("until", "soon");

    assertThat(desk().number("after")).isEqualTo(100);
    assertThat(desk().number("offset")).isZero();
    assertThat(desk().number("missing")).isZero();
    assertThat(desk().day("day")).isEqualTo(LocalDate.of(2027, 3, 1));
    assertThat(desk().day("until")).isNull();
    assertThat(desk().day("missing")).isNull();
  }

  @Test
  void whatIsAskedIsOneValue_whateverStandsInIt() {
    assertThat(
            Query.of("Consent")
                .with("patient", "a&_count=0")
                .with("status", " ")
                .with("code", null)
                .with("_count", 50))
        .hasToString("Consent?patient=a%26_count%3D0&_count=50");
  }

  @Test
  void aPageSaysThatTheApiIsAway_soItsFrameDoesNotNeedIt() {
    assertThat(new Places().of(desk())).isEmpty();
  }
}

package org.rapport.server.lead.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.lead.routing.TestOffers.offer;
import static org.rapport.server.lead.routing.TestOffers.place;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedServiceTest {
  private static final Place PLACE = place("pier", "M5H 2N2", null);
  private static final List<ServiceOffer> OFFERS =
      List.of(
          offer("physio", "physiotherapy", PLACE),
          offer("general", "65", PLACE),
          offer("h1", "hearing", PLACE),
          offer("h2", "hearing test", PLACE));

  @ParameterizedTest
  @CsvSource({
    "Physiotherapy, physiotherapy",
    "'It is about physiothérapy, please!', physiotherapy",
    "a HEARING test, hearing test",
    "hearing, hearing",
    "65, 65"
  })
  void aShortAnswerNamesAServiceByItsOwnWords(String said, String word) {
    assertThat(NamedService.in(said, OFFERS)).contains(word);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "my knee hurts",
        "not physiotherapy",
        "physiotherapy or hearing",
        "hearings",
        "call me at 65 Queen Street",
        "I have had pain for weeks and was told that physiotherapy could help me"
      })
  void whatNamesNoneOrTwoOrIsMoreThanAnAnswerIsForAPerson(String said) {
    assertThat(NamedService.in(said, OFFERS)).isEmpty();
  }

  @Test
  void withoutACatalogueNothingIsNamed() {
    assertThat(NamedService.in("physiotherapy", List.of())).isEmpty();
  }
}

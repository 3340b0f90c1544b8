package org.rapport.server.find;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.find.Sought.Clue;

/** What people type at the desk, and what is looked for. */
class SoughtTest {
  private static final LocalDate TODAY = LocalDate.of(2027, 3, 1);

  private static List<Clue> clues(String text) {
    return Sought.of(text, TODAY).clues();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1990-03-02",
        "1990/3/2",
        "1990.03.02",
        "2 March 1990",
        "2nd of March, 1990",
        "Mar 2, 1990",
        "march 2 1990",
        "2 mars 1990",
        "2 de marzo de 1990",
        "2 mar. 1990"
      })
  void aDateOfBirthInAnyNotationIsThatDay(String text) {
    assertThat(clues(text)).containsExactly(new Clue.Born(List.of("1990-03-02")));
  }

  @Test
  void whereDayAndMonthMayBeEither_bothAreMeant_andNobodyIsBornTomorrow() {
    assertThat(clues("02/03/1990"))
        .containsExactly(new Clue.Born(List.of("1990-02-03", "1990-03-02")));
    assertThat(clues("25/12/1990")).containsExactly(new Clue.Born(List.of("1990-12-25")));
    assertThat(clues("2.3.90")).containsExactly(new Clue.Born(List.of("1990-02-03", "1990-03-02")));
    assertThat(clues("25.12.26"))
        .containsExactly(new Clue.Born(List.of("1926-12-25", "2026-12-25")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1 416 555 0142",
        "(416) 555-0142",
        "416.555.0142",
        "4165550142",
        "001 416 5550142",
        "555 0142"
      })
  void aTelephoneInAnyNotationIsItsEnd(String text) {
    assertThat(clues(text))
        .singleElement()
        .isInstanceOfSatisfying(
            Clue.Number.class, number -> assertThat(number.tail()).isEqualTo("5550142"));
  }

  @Test
  void eightDigitsMayBeADay() {
    assertThat(clues("19900302"))
        .containsExactly(new Clue.Number("9900302", "19900302", List.of("1990-03-02")));
  }

  @Test
  void allElseIsWords_withoutAccentsAndCase() {
    assertThat(clues("  LÓPEZ, Jean-Luc 1990-03-02 Ada@Example.org MRN-42 "))
        .containsExactly(
            new Clue.Mailbox("ada@example.org"),
            new Clue.Born(List.of("1990-03-02")),
            new Clue.Word("lopez"),
            new Clue.Word("jeanluc"),
            new Clue.Word("mrn42"));
    assertThat(clues("?!")).isEmpty();
    assertThat(clues("April May 12")).hasSize(3);
  }
}

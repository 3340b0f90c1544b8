package org.rapport.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.HumanName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.identity.Likeness.Person;
import org.rapport.server.projection.read.PersonName;

/** The table of docs/identity.md. */
class LikenessTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // shared, given, family, born | given, family, born | grade
        "phone, Ada, Lovelace, -, Ada, Lovelace, -, CERTAIN",
        "phone, ADA, LOVELACE, -, ada, lovelace, 1815-12-10, CERTAIN",
        "phone, José, Núñez-García, -, Jose, Nunez Garcia, -, CERTAIN",
        "phone, Jean-Luc, O'Neill, -, Jean Luc, O’Neill, -, CERTAIN",
        "phone, Łukasz, Groß, -, Lukasz, Gross, -, CERTAIN",
        "phone, Ada, -, -, Ada, Lovelace, -, PROBABLE",
        "phone, Ada, Byron, -, Ada, Lovelace, -, PROBABLE",
        "phone, A, Lovelace, -, Ada, Lovelace, -, PROBABLE",
        "phone, Bob, Smith, -, Robert, Smith, -, PROBABLE",
        "phone, Bob, -, -, Robert, Smith, -, POSSIBLE",
        "phone, -, -, -, Ada, Lovelace, -, POSSIBLE",
        "phone, Byron, Lovelace, -, Ada, Lovelace, -, POSSIBLE",
        "phone, Ada, Lovelace, 1815-12-10, Ada, Lovelace, 1915-12-10, POSSIBLE",
        "phone, Ada, Lovelace, 1815-12-10, Ada, Lovelace, 1815, CERTAIN",
        "phone, Ada, Lovelace, 1815-12-10, Ada, Lovelace, 1816, POSSIBLE",
        "id, -, -, -, Ada, Lovelace, -, CERTAIN",
        "id, Byron, Noel, -, Ada, Lovelace, -, CERTAIN",
        "id, Ada, Lovelace, 1815-12-10, Ada, Lovelace, 1915-12-10, POSSIBLE",
        "none, Ada, Lovelace, 1815-12-10, Ada, Lovelace, 1815-12-10, PROBABLE",
        "none, A, Lovelace, 1815-12-10, Ada, Lovelace, 1815-12-10, POSSIBLE",
        "none, Byron, Lovelace, 1815-12-10, Ada, Lovelace, 1815-12-10, CERTAINLY_NOT",
        "none, Ada, Lovelace, 1815, Ada, Lovelace, 1815, CERTAINLY_NOT",
        "none, Ada, Lovelace, -, Ada, Lovelace, -, CERTAINLY_NOT",
        // What is written where nothing is known makes nobody one.
        "none, Ada, Lovelace, 1900-01-01, Ada, Lovelace, 1900-01-01, CERTAINLY_NOT",
        "none, Unknown, Unknown, 1980-01-02, Unknown, Unknown, 1980-01-02, CERTAINLY_NOT",
        "none, BABY, Lovelace, 1980-01-02, BABY, Lovelace, 1980-01-02, CERTAINLY_NOT",
        "phone, BABY BOY, Lovelace, -, BABY BOY, Lovelace, -, POSSIBLE",
        "phone, Test, Test, -, Test, Test, -, POSSIBLE",
        "phone, Ada, DO NOT USE, -, Ada, DO NOT USE, -, PROBABLE",
      })
  void gradesAsDocumented(
      String shared,
      String given,
      String family,
      String born,
      String otherGiven,
      String otherFamily,
      String otherBorn,
      MatchGrade grade) {
    Likeness likeness =
        Likeness.of(
            person(shared, given, family, born),
            person(shared, otherGiven, otherFamily, otherBorn));

    assertThat(likeness.grade()).isEqualTo(grade);
    assertThat(
            Likeness.of(
                    person(shared, otherGiven, otherFamily, otherBorn),
                    person(shared, given, family, born))
                .grade())
        .as("the other way round")
        .isEqualTo(grade);
  }

  @Test
  void ofSeveralNamesTheOneThatFitsBestCounts() {
    HumanName married = new HumanName().setFamily("Lovelace").addGiven("Ada").addGiven("Augusta");
    HumanName maiden = new HumanName().setFamily("Byron").addGiven("Ada");
    Person known =
        new Person(PersonName.of(List.of(married, maiden)), null, Set.of("+1"), Set.of());

    assertThat(Likeness.of(person("phone", "Ada", "Byron", null), known).grade())
        .isEqualTo(MatchGrade.CERTAIN);
    assertThat(Likeness.of(person("phone", "Ada Augusta", "Lovelace", null), known).grade())
        .isEqualTo(MatchGrade.CERTAIN);
  }

  @Test
  void scoresOrderGradesAndStayBelowOne() {
    double certain =
        Likeness.of(person("id", "Ada", "L", "1815-12-10"), person("id", "Ada", "L", "1815-12-10"))
            .score();
    double probable =
        Likeness.of(person("phone", "Ada", null, null), person("phone", "Ada", "L", null)).score();
    double possible =
        Likeness.of(person("phone", "Eve", "L", null), person("phone", "Ada", "L", null)).score();

    assertThat(certain).isGreaterThan(probable).isLessThanOrEqualTo(1);
    assertThat(probable).isGreaterThan(possible);
    assertThat(possible).isPositive();
  }

  private static Person person(String shared, String given, String family, String born) {
    return new Person(
        List.of(PersonName.of(given, family)),
        born,
        shared.equals("phone") ? Set.of("+1") : Set.of(),
        shared.equals("id") ? Set.of("mrn|1") : Set.of());
  }
}

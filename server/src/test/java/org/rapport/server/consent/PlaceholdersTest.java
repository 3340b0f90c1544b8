package org.rapport.server.consent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed where nothing is known. */
class PlaceholdersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "000-000-0000", "(000) 000-0000", "+10000000000", "999-999-9999", "1111111111",
        "(222) 222-2222", "555-555-5555", "123-456-7890", "1234567890", "+1 234 567 8901",
        "416-000-0000", "416-999-9999", "999 555 1234", "012-345-6789", "+44 0000000000",
        "+33 9 99 99 99 99"
      })
  void aNumberThatIsNobodys_isNone(String written) {
    assertThat(Addresses.mobile(written, "US")).isEmpty();
    assertThat(Addresses.phone(written, "US").filter(n -> !n.startsWith("+1234"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"+881612345678", "+870773111632", "+88213123456", "+19005551234"})
  void aNumberOfASatelliteOrAServiceIsNotWrittenTo_andNoEvidence(String number) {
    assertThat(Addresses.mobile(number, "US")).isEmpty();
    assertThat(Addresses.ofSomebody(number, "US")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+14165550100",
        "416 555 0199",
        "212-555-0123",
        "+12125559301",
        "+16475551234",
        "+447700900123",
        "+33612345678"
      })
  void aNumberOfSomebodyIsOne_andSoAreThoseOfExamples(String number) {
    assertThat(Addresses.mobile(number, "US")).isPresent();
    assertThat(Addresses.ofSomebody(number, "US")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none@none.com", "NoEmail@gmail.com", "no-email@clinic.org", "test@test.com",
        "declined@hospital.org", "unknown@unknown.com", "na@na.com", "x@example.invalid",
        "anything@noemail.com", "noreply@company.com", "refused@mail.ca"
      })
  void aMailboxThatIsNobodys_isNone(String mailbox) {
    assertThat(Addresses.email(mailbox)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ana@example.org",
        "test@example.com",
        "none@example.org",
        "ana.none@gmail.com",
        "testa@gmail.com",
        "nona@na.org",
        "unknown@mail.example.com"
      })
  void aMailboxOfSomebodyIsOne(String mailbox) {
    assertThat(Addresses.email(mailbox)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "ada, test, false, false",
    "test, test, true, true",
    "unknown, unknown, true, true",
    "baby, smith, true, false",
    "babyboy, okafor, true, false",
    "ada, donotuse, false, true",
    "unknown, lovelace, true, false",
    "x, lovelace, false, false",
    "patient, test, true, true",
    "ada, na, false, false",
  })
  void aNameThatSaysNothing(String given, String family, boolean noGiven, boolean noFamily) {
    assertThat(Placeholders.given(given, family)).isEqualTo(noGiven);
    assertThat(Placeholders.family(family, given)).isEqualTo(noFamily);
  }

  @Test
  void aBirthDateThatSaysNothing() {
    assertThat(Placeholders.born("1900-01-01")).isTrue();
    assertThat(Placeholders.born("1980-01-01")).isFalse();
  }
}

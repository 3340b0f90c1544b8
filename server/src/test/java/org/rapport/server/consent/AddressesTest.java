package org.rapport.server.consent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Normal forms of addresses as people write them. */
class AddressesTest {

  @ParameterizedTest
  @CsvSource({
    "(416) 555-0123, CA, +14165550123",
    "416.555.0123, US, +14165550123",
    "1-416-555-0123, CA, +14165550123",
    "07700 900123, GB, +447700900123",
    "0412 345 678, AU, +61412345678",
    "06 12 34 56 78, FR, +33612345678",
    "+44 7700 900123, CA, +447700900123",
    "tel:+1-416-555-0123, CA, +14165550123",
  })
  void whenANumberIsWrittenForPeople_thenItsRegionMakesItWhole(
      String written, String region, String number) {
    assertThat(Addresses.mobile(written, region)).contains(number);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {"none", "555-0123", "911", "+1800555012345", "020 7946 0018", "800 555 0100"})
  void whenItCannotTakeAText_thenThereIsNoNumber(String written) {
    assertThat(
            Addresses.mobile(written, written != null && written.startsWith("020") ? "GB" : "US"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ana@example.org\r\nBcc: all@example.org",
        "ana@example.org\nX: y",
        "ana\n@example.org",
        "ana@example.org,bo@example.org",
        "Ana <ana@example.org>",
        "ana@example",
        "ana@@example.org",
        "ana@exa mple.org",
        "ana@example..org",
        "@example.org",
        "",
      })
  void whenItIsNotOnePlainMailbox_thenThereIsNone(String written) {
    assertThat(Addresses.email(written)).isEmpty();
  }

  @Test
  void whenAMailboxHasSpaceAroundIt_thenItIsTrimmed() {
    assertThat(Addresses.email(" ana+visits@mail.example.org\n"))
        .contains("ana+visits@mail.example.org");
  }

  @Test
  void whenAMailboxIsTooLong_thenThereIsNone() {
    assertThat(Addresses.email("a".repeat(65) + "@example.org")).isEmpty();
    assertThat(Addresses.email("a@" + "b.".repeat(130) + "org")).isEmpty();
  }

  @Test
  void whenANumberHoldsALineBreak_thenNoneIsLeftInIt() {
    assertThat(Addresses.mobile("+14165550123\r\n", "CA")).contains("+14165550123");
    assertThat(Addresses.mobile("+1 416\r\n555 0123", "CA")).isEmpty();
  }

  @Test
  void whenTheClinicsPhoneHasACountry_thenThatIsTheRegionOfItsPatients() {
    assertThat(Addresses.region("+44 20 7946 0018", "US")).isEqualTo("GB");
    assertThat(Addresses.region("+1 416 967 1111", "US")).isEqualTo("CA");
    assertThat(Addresses.region("front desk", "US")).isEqualTo("US");
  }
}

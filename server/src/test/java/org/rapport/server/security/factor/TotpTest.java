package org.rapport.server.security.factor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  private static final String SECRET =
      new Base32().encodeToString("12345678901234567890".getBytes());

  private final Totp totp = new Totp();

  /** RFC 6238, appendix B, the last six digits. */
  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void codesAreThoseOfTheSpecification(long seconds, String code) {
    Instant at = Instant.ofEpochSecond(seconds);

    assertThat(totp.step(SECRET, code, at)).hasValue(seconds / 30);
    assertThat(totp.step(SECRET, " " + code.substring(0, 3) + " " + code.substring(3), at))
        .hasValue(seconds / 30);
  }

  @Test
  void aStepBeforeAndAfterIsTakenAndNoOther() {
    for (long steps = -3; steps <= 3; steps++) {
      assertThat(totp.step(SECRET, "287082", Instant.ofEpochSecond(59 + steps * 30)).isPresent())
          .as(steps + " steps")
          .isEqualTo(Math.abs(steps) <= 1);
    }
  }

  @Test
  void whatIsNoCodeIsNone() {
    for (String code : new String[] {"", "28708", "2870820", "٢٨٧٠٨٢", "abcdef", "null"}) {
      assertThat(totp.step(SECRET, code, Instant.ofEpochSecond(59))).as(code).isEmpty();
    }
  }

  @Test
  void anAuthenticatorReadsTheAddress() {
    assertThat(Totp.uri("Clinic & Co", "nora@x", "ABC"))
        .isEqualTo("otpauth://totp/Clinic%20%26%20Co:nora%40x?secret=ABC&issuer=Clinic%20%26%20Co");
    assertThat(new Base32().decode(Totp.secret())).hasSize(20);
  }
}

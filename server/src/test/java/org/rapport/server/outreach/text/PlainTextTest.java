package org.rapport.server.outreach.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Typesetters' characters in texts, which cost a second part. */
class PlainTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "It’s at 9:30 – don’t be late… | It's at 9:30 - don't be late...",
        "“Harbour Clinic” | \"Harbour Clinic\"",
        "« Clinique » | \" Clinique \"",
        "9:30\u202FAM | 9:30 AM",
        "Montréal, José, Zoë 🙂 | Montréal, José, Zoë 🙂",
      })
  void saysTheSameInOtherCharacters(String text, String plain) {
    assertThat(PlainText.of(text)).isEqualTo(plain);
  }

  @Test
  void decomposedAccentsAndQuotesCostNoSecondPart() {
    String text = Normalizer.normalize("José’s visit… é".repeat(10), Normalizer.Form.NFD);

    assertThat(SmsLength.of(text).segments()).isGreaterThan(1);
    assertThat(SmsLength.of(PlainText.of(text)).gsm()).isTrue();
    assertThat(SmsLength.of(PlainText.of("é’…".repeat(30))).segments()).isEqualTo(1);
  }

  @Property
  void isNeverLongerAsAText_andDoneOnceIsDone(@ForAll String text) {
    String plain = PlainText.of(text);

    assertThat(PlainText.of(plain)).isEqualTo(plain);
    assertThat(Normalizer.isNormalized(plain, Normalizer.Form.NFC)).isTrue();
  }
}

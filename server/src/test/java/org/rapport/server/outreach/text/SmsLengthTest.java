package org.rapport.server.outreach.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R08: texts are counted as the network counts them. */
class SmsLengthTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = ';',
      value = {
        "José;true;4",
        "Łukasz;false;6",
        "Zoë;false;3",
        "Ñandú à Åre;false;11",
        "Ñandu à Åre;true;11",
        "€;true;2",
        "[];true;4",
        "^{}~\\|;true;12",
        "a€b;true;4",
        "ç;false;1",
        "Ç;true;1",
        "’;false;1",
        "👍;false;2",
        "@£$¥;true;4"
      })
  void countsSeptetsAndUnits(String text, boolean gsm, int units) {
    assertThat(SmsLength.of(text)).isEqualTo(new SmsLength(gsm, units, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "a,0,1", "a,160,1", "a,161,2", "a,306,2", "a,307,3", "a,459,3", "a,460,4", "€,80,1", "€,81,2",
    "Ł,70,1", "Ł,71,2", "Ł,134,2", "Ł,135,3", "👍,35,1", "👍,36,2", "👍,66,2", "👍,67,3"
  })
  void countsParts(String character, int times, int parts) {
    assertThat(SmsLength.of(character.repeat(times)).segments()).isEqualTo(parts);
  }

  @Test
  void anEscapedCharacterIsNotCutInTwo() {
    // 153 and 153 septets would hold it, were the sign not on the border.
    String text = "a".repeat(152) + "€" + "a".repeat(152);

    assertThat(SmsLength.of(text)).isEqualTo(new SmsLength(true, 306, 3));
  }
}

package org.rapport.routes.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Texts as octets: the alphabets of R08, and parts that lose nothing. */
class SmppTextTest {

  @Test
  void textOfTheDefaultAlphabetIsSeptets() {
    SmppText text = SmppText.of("@José €5", false, (byte) 1);

    assertThat(text.dataCoding()).isZero();
    assertThat(text.parts())
        .singleElement()
        .isEqualTo(new byte[] {0x00, 0x4A, 0x6F, 0x73, 0x05, 0x20, 0x1B, 0x65, 0x35});
  }

  @Test
  void textWithAnotherCharacterIsUcs2() {
    SmppText text = SmppText.of("Łukasz", false, (byte) 1);

    assertThat(text.dataCoding()).isEqualTo((byte) 8);
    assertThat(text.parts())
        .singleElement()
        .isEqualTo("Łukasz".getBytes(StandardCharsets.UTF_16BE));
  }

  @Test
  void lengthsAreThoseOfTheStandard() {
    assertThat(SmppText.of("a".repeat(160), false, (byte) 1).parts()).hasSize(1);
    assertThat(SmppText.of("a".repeat(161), false, (byte) 1).parts())
        .extracting(part -> part.length)
        .containsExactly(159, 14);
    assertThat(SmppText.of("ł".repeat(70), false, (byte) 1).parts()).hasSize(1);
    assertThat(SmppText.of("ł".repeat(71), false, (byte) 1).parts())
        .extracting(part -> part.length)
        .containsExactly(140, 14);
  }

  @Test
  void escapeIsNotTornFromWhatItEscapes() {
    SmppText text = SmppText.of("a".repeat(152) + "€" + "b".repeat(20), false, (byte) 7);

    assertThat(text.parts().get(0)).hasSize(6 + 152).startsWith(5, 0, 3, 7, 2, 1);
    assertThat(text.parts().get(1)).startsWith(5, 0, 3, 7, 2, 2, 0x1B, 0x65);
  }

  @Property(tries = 300)
  void partsTogetherAreTheText(@ForAll @StringLength(max = 700) String given) {
    // What has no other half is no text; it cannot come from rendering.
    String text =
        given
            .codePoints()
            .filter(c -> c < 0xD800 || c > 0xDFFF)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    SmppText cut = SmppText.of(text, false, (byte) 3);
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    cut.whole().parts().forEach(octets::writeBytes);

    assertThat(
            cut.dataCoding() == SmppText.UCS_2
                ? octets.toString(StandardCharsets.UTF_16BE)
                : Gsm0338.decode(octets.toByteArray()))
        .isEqualTo(text);
    assertThat(cut.parts()).allSatisfy(part -> assertThat(part.length).isLessThanOrEqualTo(160));
  }
}

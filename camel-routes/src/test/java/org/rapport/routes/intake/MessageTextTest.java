package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.siu;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a message is text, and in which characters. */
class MessageTextTest {
  private final IntakeFixture fixture = new IntakeFixture();

  @ParameterizedTest
  @CsvSource({
    "UTF-8,UTF-8", "UNICODE UTF-8,UTF-8", "8859/1,ISO-8859-1", "ISO-8859-1,ISO-8859-1",
    "'',UTF-8", "'',ISO-8859-1", "ASCII,ISO-8859-1", "ASCII,UTF-8",
    "8859/15,ISO-8859-15", "UNICODE,UTF-8", "utf8,UTF-8", "8859-1,ISO-8859-1"
  })
  void decodesTextAsDeclaredOrAsItIs(String declared, String actual) throws Exception {
    String text = siu("S12").with("MSH", 18, declared).with("PID", 5, "Müller^Zoë").text();

    fixture.send(text.getBytes(actual));

    assertThat(fixture.patient().getNameFirstRep().getFamily()).isEqualTo("Müller");
  }

  @ParameterizedTest
  @CsvSource({
    "GB 18030-2000,GB18030,\u738b",
    "BIG-5,Big5,\u9673",
    "KS X 1001,EUC-KR,\uae40",
    "ASCII~ISO IR87,ISO-2022-JP,\u5c71\u7530",
    "8859/2,ISO-8859-2,\u0141ukasz",
    "8859/5,ISO-8859-5,\u0418\u0432\u0430\u043d",
    "8859/8,ISO-8859-8,\u05db\u05d4\u05df",
    "UNICODE UTF-16,UTF-16LE,M\u00fcller",
  })
  void readsTheCharacterSetsOfTheTable(String declared, String actual, String name)
      throws Exception {
    String text = siu("S12").with("MSH", 18, declared).with("PID", 5, name + "^Li").text();

    assertThat(fixture.send(text.getBytes(actual))).contains("MSA|AA|MSG-1");

    assertThat(fixture.patient().getNameFirstRep().getFamily()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "UNICODE UTF-8,ISO-8859-1,102",
    "nonsense,UTF-8,103",
    "GB 18030-2000,ISO-8859-1,102",
    "8859/12,ISO-8859-1,103"
  })
  void refusesWhatIsNotInTheCharacterSetThatItDeclares(String declared, String actual, String code)
      throws Exception {
    String text =
        siu("S12").with("MSH", 18, declared).with("PID", 5, "M\u00fcller\u00ff^Zo\u00eb").text();

    assertThat(fixture.send(text.getBytes(actual)))
        .contains("\rMSA|AE|MSG-1|")
        .contains("\rERR||MSH^1^18|" + code + "^");
    assertThat(fixture.tasks("dead-letter")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "O\\X27\\Brien,O'Brien",
    "\\H\\Fox\\N\\,Fox",
    "Fox\\.br\\Smith,Fox Smith",
    "Fo\\E\\x,Fo\\x",
    "\\C2842\\Fox\\M1B2442\\,Fox",
    "Fox\\Z1a\\,Fox",
    "Fox\\.sp2\\,Fox",
    "Zo\\XC3AB\\,Zo\u00eb",
    "Zo\\XEB\\,Zo\u00eb",
    "Fox\\X0D0A\\,Fox",
    "C:\\temp\\x,C:\\temp\\x",
  })
  void neverShowsAnEscapeSequence(String sent, String name) {
    fixture.accepts(siu("S12").with("PID", 5, sent + "^Una"));

    assertThat(fixture.patient().getNameFirstRep().getFamily()).isEqualTo(name);
  }

  @Test
  void keepsTheLinesOfANote() {
    fixture.accepts(siu("S12").lineAfter("TQ1", "NTE|1||Bring:\\.br\\card\\X0A\\list"));

    assertThat(fixture.appointment().getComment()).isEqualTo("Bring:\ncard\nlist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Fo\u0000x", "Fo\u0001x", "Fo\\X00\\x", "\ufeffFox", "Fo\u007fx"})
  void takesAMessageWithoutWhatIsNoText(String name) {
    String ack =
        fixture.send(siu("S12").with("PID", 5, name + "^Una").with("SCH", 2, "FIL\u00001"));

    assertThat(ack).contains("\rMSA|AA|MSG-1|Stored; characters that are no text were left out: ");
    assertThat(fixture.patient().getNameFirstRep().getFamily()).isEqualTo("Fox");
    assertThat(fixture.appointment().getIdentifierFirstRep().getValue()).isEqualTo("FIL1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0xd8, 0xdc})
  void takesAMessageWithHalfACharacter(int half) {
    byte[] raw = siu("S12").with("MSH", 18, "").with("PID", 5, "Fo#x^Una").bytes();
    byte[] sent =
        new String(raw, StandardCharsets.ISO_8859_1)
            .replace("#", "\u00ed" + (char) (half == 0xd8 ? 0xa0 : 0xb0) + "\u0080")
            .getBytes(StandardCharsets.ISO_8859_1);

    assertThat(fixture.send(sent)).contains("MSA|AA|MSG-1");
  }
}

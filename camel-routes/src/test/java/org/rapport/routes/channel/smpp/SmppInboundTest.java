package org.rapport.routes.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.OptionalParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.routes.rapport.InboundText;

/** What a deliver_sm with a patient's text says: its words, and of which longer text they are. */
class SmppInboundTest {
  private static final byte UDHI = 0x40;
  private static final byte UDHI_AND_REPLY_PATH = (byte) 0xC0;
  private static final InboundText.Part SECOND_OF_THREE =
      new InboundText.Part("14165550100", 200, 2, 3);

  private final SmppInbound inbound =
      new SmppInbound(
          null,
          SmppSettings.of("smpp://u:p@localhost", "+14165550100"),
          Clock.fixed(Instant.parse("2027-03-01T15:00:00Z"), ZoneOffset.UTC));

  @Test
  void headerOfEightBitsNamesThePart() {
    InboundText text = read(UDHI, 0, "050003C80302", "want to ");

    assertThat(text.part()).isEqualTo(SECOND_OF_THREE);
    assertThat(text.body()).as("the blank may stand between two words").isEqualTo("want to ");
  }

  @Test
  void headerOfSixteenBitsNamesThePart() {
    assertThat(read(UDHI, 0, "060804FFFE0302", "die").part())
        .isEqualTo(new InboundText.Part("14165550100", 0xFFFE, 2, 3));
  }

  @Test
  void headerIsReadBesideOtherElementsAndWithAReplyPath() {
    // Ports (05) in front, a language (24) behind.
    InboundText text =
        read(UDHI_AND_REPLY_PATH, 0, "0E" + "050423F00000" + "0003C80302" + "240101", "die");

    assertThat(text.part()).isEqualTo(SECOND_OF_THREE);
    assertThat(text.body()).isEqualTo("die");
  }

  @Test
  void parametersNameThePartWhereThereIsNoHeader() {
    DeliverSm message = message(0, 8, "die".getBytes(StandardCharsets.UTF_16BE));
    message.setOptionalParameters(
        new OptionalParameter.Sar_msg_ref_num((short) 200),
        new OptionalParameter.Sar_segment_seqnum((byte) 2),
        new OptionalParameter.Sar_total_segments((byte) 3));

    assertThat(inbound.text(message).part()).isEqualTo(SECOND_OF_THREE);
    assertThat(inbound.text(message).body()).isEqualTo("die");
  }

  @Test
  void aHundredAndFiftiethPartOfTwoHundredIsNoNegativeOne() {
    assertThat(read(UDHI, 0, "050003C8C896", "die").part())
        .isEqualTo(new InboundText.Part("14165550100", 200, 150, 200));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "050003C80101", // one of one
        "050003C80000", // none of none
        "050003C80300", // before the first
        "050003C80304", // beyond the last
        "050004C8030200", // an element that does not end in the header
        "0500FFC80302", // the same, much longer
        "040003C8FF", // one whose last octet would be the first of the words
        "00", // a header without elements
        "030001C8", // too short for parts
        "05080300C803", // sixteen bits that are too short
      })
  void headerThatCannotBeIsAnOrdinaryText(String header) {
    InboundText text = read(UDHI, 0, header, "stop");

    assertThat(text.part()).isNull();
  }

  @Test
  void headerLongerThanTheMessageLeavesAnEmptyText() {
    assertThat(read(UDHI, 0, "FF", "stop").body()).isEmpty();
    assertThat(read(UDHI, 0, "8000", "stop").body()).isEmpty();
  }

  @Test
  void parametersThatCannotBeAreAnOrdinaryText() {
    DeliverSm message = message(0, 0, new byte[] {0x53});
    message.setOptionalParameters(
        new OptionalParameter.Sar_msg_ref_num((short) 200),
        new OptionalParameter.Sar_segment_seqnum((byte) 4),
        new OptionalParameter.Sar_total_segments((byte) 3));
    assertThat(inbound.text(message).part()).isNull();

    message.setOptionalParameters(new OptionalParameter.Sar_msg_ref_num((short) 200));
    assertThat(inbound.text(message).part()).isNull();
  }

  @Test
  void partsThatSayTheSameAreNotTheSameMessage() {
    assertThat(read(UDHI, 0, "050003C80301", "ha").messageId())
        .isNotEqualTo(read(UDHI, 0, "050003C80302", "ha").messageId())
        .isEqualTo(read(UDHI, 0, "050003C80301", "ha").messageId());
  }

  @Test
  void eachPartIsDecodedByItsOwnCoding() {
    assertThat(read(UDHI, 0, "050003C80301", "a").body()).isEqualTo("a");
    assertThat(read(UDHI, 8, "050003C80302", "\u0141".getBytes(StandardCharsets.UTF_16BE)).body())
        .isEqualTo("Ł");
    assertThat(read(UDHI, 3, "050003C80303", "é".getBytes(StandardCharsets.ISO_8859_1)).body())
        .isEqualTo("é");
  }

  @Property(tries = 300)
  void aTextThatWasCutIsItselfAgainInWhateverOrderItArrives(
      @ForAll @StringLength(min = 161, max = 900) String given,
      @ForAll @IntRange(max = 255) int reference,
      @ForAll Random order) {
    String text =
        given
            .codePoints()
            .filter(c -> c < 0xD800 || c > 0xDFFF)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    SmppText cut = SmppText.of(text, false, (byte) reference);
    List<byte[]> arriving = new ArrayList<>(cut.parts());
    arriving.addAll(cut.parts());
    Collections.shuffle(arriving, order);
    TreeMap<Integer, String> parts = new TreeMap<>();
    for (byte[] octets : arriving) {
      InboundText part =
          inbound.text(message(cut.concatenated() ? UDHI : 0, cut.dataCoding(), octets));
      if (part.part() != null) {
        assertThat(part.part().reference()).isEqualTo(reference);
        assertThat(part.part().of()).isEqualTo(cut.parts().size());
      }
      parts.put(part.part() == null ? 1 : part.part().number(), part.body());
    }

    assertThat(String.join("", parts.values())).isEqualTo(text);
  }

  private InboundText read(int type, int coding, String header, String words) {
    return read(type, coding, header, words.getBytes(StandardCharsets.US_ASCII));
  }

  private InboundText read(int type, int coding, String header, byte[] words) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    octets.writeBytes(java.util.HexFormat.of().parseHex(header));
    octets.writeBytes(words);
    return inbound.text(message(type, coding, octets.toByteArray()));
  }

  private static DeliverSm message(int type, int coding, byte[] octets) {
    DeliverSm message = new DeliverSm();
    message.setEsmClass((byte) type);
    message.setDataCoding((byte) coding);
    message.setSourceAddr("14165550111");
    message.setSourceAddrTon((byte) 1);
    message.setDestAddress("14165550100");
    message.setShortMessage(octets);
    return message;
  }
}

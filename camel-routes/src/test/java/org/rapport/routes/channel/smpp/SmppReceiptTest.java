package org.rapport.routes.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.OptionalParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Receipts as SMSCs write them: the appendix that describes them is no more than an example. */
class SmppReceiptTest {

  /** The second to fourth after public reports of the users of jSMPP, Cloudhopper and php-smpp. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id:0123456789 sub:001 dlvrd:001 submit date:0703011000 done date:0703011001 stat:DELIVRD"
            + " err:000 Text:Hello | 0123456789 | delivered",
        "id:1526758174 submit date:1701240904 done date:1701240904 stat:DELIVRD err:000 text:hellow"
            + " | 1526758174 | delivered",
        "id:0654354026 submit date:2302101454 done date:2302101454 stat:DELIVRD err:000 |"
            + " 0654354026 | delivered",
        "id:117062714244798261 sub:001 dlvrd:001 submit date:1706271624 done date:1706271624"
            + " stat:UNDELIV err:21b text:Hllo world | 117062714244798261 | failed",
        "id: 9f1c-22 STAT: expired | 9f1c-22 | failed",
        "stat:ACCEPTD id:77 | 77 | sent",
        "ID:77 sub:001 Stat:DELIVRD text:sid:1 stat:UNDELIV | 77 | delivered",
      })
  void isReadWhateverIsLeftOut(String text, String id, String status) {
    assertThat(SmppReceipt.of(receipt(text), false)).contains(new SmppReceipt(id, status));
  }

  @ParameterizedTest
  @CsvSource({"id:1 err:000", "stat:DELIVRD", "id:1 stat:UNKNOWN", "hello"})
  void isNoneWithoutBoth(String text) {
    assertThat(SmppReceipt.of(receipt(text), false)).isEmpty();
  }

  @Test
  void parametersCountBeforeTheText() {
    DeliverSm message = receipt("id:1 stat:UNDELIV");
    message.setOptionalParameters(
        new OptionalParameter.Receipted_message_id("2"),
        new OptionalParameter.Message_state((byte) 2));

    assertThat(SmppReceipt.of(message, false)).contains(new SmppReceipt("2", "delivered"));
  }

  @Test
  void idInDecimalFiguresIsTheHexadecimalOneThatWasGiven() {
    assertThat(SmppReceipt.of(receipt("id:439041101 stat:DELIVRD"), true))
        .contains(new SmppReceipt("1a2b3c4d", "delivered"));
    assertThat(SmppReceipt.of(receipt("id:1a2b3c4d stat:DELIVRD"), true))
        .contains(new SmppReceipt("1a2b3c4d", "delivered"));
  }

  private static DeliverSm receipt(String text) {
    DeliverSm message = new DeliverSm();
    message.setShortMessage(text.getBytes(StandardCharsets.US_ASCII));
    return message;
  }
}

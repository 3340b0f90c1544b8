package org.rapport.routes.channel.smpp;

import java.util.Optional;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.OptionalParameter;

/**
 * Which part of which text a message is, as its header or its parameters say. Pure.
 *
 * @param reference the same in all parts of a text; telephones begin again after 255, or 65535
 * @param number from 1
 */
record SmppPart(int reference, int number, int of) {
  /** 3GPP TS 23.040, 9.2.3.24.1. */
  private static final int EIGHT_BITS = 0x00;

  /** 3GPP TS 23.040, 9.2.3.24.8. */
  private static final int SIXTEEN_BITS = 0x08;

  /** How many octets in front of the words are header. */
  static int header(byte[] octets) {
    return octets.length == 0 ? 0 : Math.min(octets.length, (octets[0] & 0xFF) + 1);
  }

  /** Reads a user data header; empty where it says nothing of parts, or nothing that can be. */
  static Optional<SmppPart> inHeader(byte[] octets) {
    int end = header(octets);
    for (int at = 1; at + 1 < end; at += 2 + (octets[at + 1] & 0xFF)) {
      int first = at + 2;
      int length = octets[at + 1] & 0xFF;
      if (first + length > end) {
        return Optional.empty();
      }
      if (octets[at] == EIGHT_BITS && length == 3) {
        return of(octets[first] & 0xFF, octets[first + 2] & 0xFF, octets[first + 1] & 0xFF);
      }
      if (octets[at] == SIXTEEN_BITS && length == 4) {
        return of(
            (octets[first] & 0xFF) << 8 | octets[first + 1] & 0xFF,
            octets[first + 3] & 0xFF,
            octets[first + 2] & 0xFF);
      }
    }
    return Optional.empty();
  }

  /** Reads the parameters of SMPP 3.4, 5.3.2.22 to 24, which go without a header. */
  static Optional<SmppPart> inParameters(DeliverSm message) {
    var reference = message.getOptionalParameter(OptionalParameter.Sar_msg_ref_num.class);
    var total = message.getOptionalParameter(OptionalParameter.Sar_total_segments.class);
    var number = message.getOptionalParameter(OptionalParameter.Sar_segment_seqnum.class);
    return reference == null || total == null || number == null
        ? Optional.empty()
        : of(reference.getValue() & 0xFFFF, number.getValue() & 0xFF, total.getValue() & 0xFF);
  }

  // A text of one part is whole, and a part beyond the last is none.
  private static Optional<SmppPart> of(int reference, int number, int of) {
    return of > 1 && number >= 1 && number <= of
        ? Optional.of(new SmppPart(reference, number, of))
        : Optional.empty();
  }
}

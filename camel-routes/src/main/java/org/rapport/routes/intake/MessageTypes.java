package org.rapport.routes.intake;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.rapport.routes.intake.hl7.Hl7Parser;
import org.rapport.routes.intake.hl7.MessageHeader;
import org.rapport.routes.intake.siu.PersonEvent;

/**
 * Which messages are taken, by MSH-9 (HL7 v2.5.1 section 2.14.9.9). Some senders put the message
 * structure, such as {@code ADT_A01}, in the place of the type.
 */
final class MessageTypes {
  private static final Pattern ANSWERS = Pattern.compile("[\\r\\n]\\s*MSA[^\\w\\s]");

  private MessageTypes() {}

  /** Whether it answers a message, and is to be answered by none. */
  static boolean isAcknowledgement(byte[] raw) {
    return raw.length <= Hl7Parser.MAX_BYTES
        && MessageHeader.find(raw).filter(header -> "ACK".equals(header.type(1))).isPresent()
        && ANSWERS.matcher(new String(raw, StandardCharsets.ISO_8859_1)).find();
  }

  static boolean isSiu(MessageHeader header) {
    return is("SIU", header);
  }

  static boolean isAdt(MessageHeader header) {
    return is("ADT", header);
  }

  /**
   * Whether the message may be one that is applied, as far as its header says: the trigger event
   * may stand in EVN alone.
   */
  static boolean areTaken(MessageHeader header) {
    String event = header.type(2);
    return isSiu(header)
        || isAdt(header)
            && (event.isEmpty()
                || PersonEvent.of(event).isPresent()
                || MergeIntake.EVENT.equalsIgnoreCase(event)
                || UnmergeIntake.EVENT.equalsIgnoreCase(event));
  }

  /** Type and event as far as the header names them, such as {@code ADT^A08}. */
  static String name(MessageHeader header) {
    if (isSiu(header)) {
      return "SIU";
    }
    String event = header.type(2).toUpperCase(Locale.ROOT);
    return event.isEmpty() ? "ADT" : "ADT^" + event;
  }

  private static boolean is(String type, MessageHeader header) {
    String sent = header.type(1);
    return type.equalsIgnoreCase(sent) || sent.regionMatches(true, 0, type + "_", 0, 4);
  }
}

package org.rapport.routes.intake;

import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.routes.intake.siu.NameBasedId;

/**
 * A message that one of the intakes takes.
 *
 * @param raw as it came
 * @param type MSH-9 as codes, such as {@code SIU^S12}
 */
record Received(byte[] raw, Hl7Message message, SenderProfile sender, String type, Origin origin) {

  /** The id under which it is kept once it was applied. */
  String id() {
    return NameBasedId.ofMessage(sender, raw);
  }

  /** MSH-10. */
  String control() {
    return message.header().first(10);
  }

  /** What it is and whose, for the log. */
  String words() {
    return type.replace('^', ' ') + " from " + sender.name();
  }
}

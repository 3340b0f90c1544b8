package org.rapport.routes.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.rapport.routes.intake.hl7.Acknowledgements;
import org.rapport.routes.intake.hl7.Acknowledgements.Code;
import org.rapport.routes.intake.hl7.Batch;
import org.rapport.routes.intake.hl7.Hl7Parser;
import org.rapport.routes.intake.hl7.MessageHeader;
import org.rapport.routes.intake.sender.Acknowledging;
import org.rapport.routes.intake.sender.SenderProfiles;

/**
 * Which acknowledgements a message gets in enhanced mode, HL7 v2.5.1 section 2.9.3: one that says
 * that it is safe with us, as MSH-15 asks for it, and then one that says what came of it, as MSH-16
 * does. What is kept as a dead letter is safe, and is not to be sent again.
 */
final class EnhancedMode {
  private static final int ACCEPT = 15;
  private static final int APPLICATION = 16;

  private final Acknowledgements acknowledgements;
  private final SenderProfiles senders;

  EnhancedMode(Acknowledgements acknowledgements, SenderProfiles senders) {
    this.acknowledgements = acknowledgements;
    this.senders = senders;
  }

  /** Answers the exchange of the listener, as {@link Peer#FURTHER} says. */
  void tell(Exchange exchange, byte[] raw, Answer answer) {
    List<byte[]> told = told(raw, answer);
    exchange.getMessage().setBody(told.isEmpty() ? new byte[0] : told.get(0));
    exchange.setProperty(Peer.FURTHER, told.stream().skip(1).toList());
  }

  /**
   * The same of a batch: what each of its messages asks for, in their order, as one batch. It has
   * no field of its own that could ask for anything.
   */
  byte[] batch(byte[] raw, List<byte[]> messages, List<Answer> answers) {
    List<byte[]> told = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      told.addAll(told(Hl7Parser.readable(messages.get(i)), answers.get(i)));
    }
    return Batch.answer(raw, told);
  }

  /** What an answer is told by, in order; nothing where the message asks for nothing. */
  private List<byte[]> told(byte[] raw, Answer answer) {
    Optional<MessageHeader> asking = asking(raw);
    if (asking.isEmpty()) {
      return List.of(answer.acknowledgement());
    }
    // AR says that nothing was kept.
    boolean safe = answer.code() != Code.AR;
    List<byte[]> told = new ArrayList<>();
    boolean commit = wanted(asking.get(), ACCEPT, safe);
    if (commit) {
      told.add(
          safe
              ? acknowledgements.commit(raw, Code.AA, Optional.empty())
              : acknowledgements.commit(raw, answer.code(), answer.fault()));
    }
    if ((safe || !commit) && wanted(asking.get(), APPLICATION, answer.isAccepted())) {
      told.add(answer.acknowledgement());
    }
    return told;
  }

  /** The same of a message that could not be kept and is to be sent again; empty: silence. */
  Optional<byte[]> notSafe(byte[] raw, Answer answer) {
    Optional<MessageHeader> asking = asking(raw);
    if (asking.isEmpty()) {
      return Optional.of(answer.acknowledgement());
    }
    if (wanted(asking.get(), ACCEPT, false)) {
      return Optional.of(acknowledgements.commit(raw, answer.code(), answer.fault()));
    }
    return wanted(asking.get(), APPLICATION, false)
        ? Optional.of(answer.acknowledgement())
        : Optional.empty();
  }

  private Optional<MessageHeader> asking(byte[] raw) {
    return MessageHeader.find(raw)
        .filter(
            header ->
                senders.of(header.first(3), header.first(4)).acknowledging()
                    == Acknowledging.ENHANCED)
        .filter(header -> !header.first(ACCEPT).isEmpty() || !header.first(APPLICATION).isEmpty());
  }

  /** Table HL70155; of a word that is not in it an answer is the safer guess. */
  private static boolean wanted(MessageHeader header, int field, boolean success) {
    return switch (header.first(field).toUpperCase(Locale.ROOT)) {
      case "", "NE" -> false;
      case "ER" -> !success;
      case "SU" -> success;
      default -> true;
    };
  }
}

package org.rapport.routes.intake;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.hl7.MessageHeader;
import org.rapport.routes.intake.store.MessageNote;

/** What the journal keeps of a message that came in. Pure. */
final class MessageNotes {
  private MessageNotes() {}

  /**
   * A note.
   *
   * @param message null where it could not be read
   */
  static MessageNote of(byte[] raw, Hl7Message message, Origin origin, Answer answer) {
    Optional<MessageHeader> header = MessageHeader.find(raw);
    Optional<Hl7Segment> visit = Optional.ofNullable(message).flatMap(one -> one.first("SCH"));
    return new MessageNote(
        false,
        origin.peer().map(peer -> peer.address().getHostAddress()).orElse(""),
        header.map(h -> h.first(3) + ":" + h.first(4)).orElse(""),
        header.map(h -> type(h, message)).orElse(""),
        header.map(h -> h.first(10)).orElse(""),
        visit.map(sch -> sch.field(1).component(1)).orElse(""),
        visit.map(sch -> sch.field(2).component(1)).orElse(""),
        raw.length,
        answer.code().name(),
        answer.fault().map(Fault::reason).orElse(""),
        answer.fault().map(Fault::text).filter(text -> !text.isEmpty()).orElse(answer.text()),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - origin.began()));
  }

  private static String type(MessageHeader header, Hl7Message message) {
    String event = message == null ? header.type(2) : message.triggerEvent();
    return event.isEmpty() ? header.type(1) : header.type(1) + "^" + event;
  }
}

package org.rapport.server.inbound;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.rapport.server.inbound.ReceiveMessage.Received;
import org.rapport.server.inbound.TextParts.Text;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.work.WorkQueue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes a part of a long text: keeps it until all have come, and then takes the whole as one text,
 * in the same transaction. Nothing is read in a part alone, as words are torn between two. What is
 * still missing after a while is not waited for; what comes later begins another text, so that two
 * late parts are still read together. A part that comes again changes nothing.
 */
@Component
public class ReceivePart {
  /** So long after its first part, a text is what has come of it. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** So long after its first part, a text's parts are known again; then its reference is free. */
  static final Duration REMEMBERED = Duration.ofMinutes(5);

  private static final Received KEPT = new Received(null, "part");
  private static final Received REPEATED = new Received(null, "duplicate");

  private final TextParts rows;
  private final ReceiveMessage messages;
  private final WorkQueue work;
  private final PatientLocks locks;
  private final TransactionTemplate transaction;
  private final Clock clock;

  ReceivePart(
      TextParts rows,
      ReceiveMessage messages,
      WorkQueue work,
      PatientLocks locks,
      TransactionTemplate transaction,
      Clock clock) {
    this.rows = rows;
    this.messages = messages;
    this.work = work;
    this.locks = locks;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Takes one part; what became of it is without an id while its text is not whole. */
  Received receive(TextPart part) {
    return transaction.execute(status -> take(part));
  }

  private Received take(TextPart part) {
    locks.lock(List.of("address " + part.from().key().address()));
    Instant now = clock.instant();
    List<Text> known = rows.of(part);
    Text open = known.stream().filter(Text::open).findFirst().orElse(null);
    if (open != null && open.repeats(part)) {
      return REPEATED;
    }
    if (open != null && (open.over(PATIENCE, now) || open.has(part.number()))) {
      // Not waited for any longer, or the reference is another text's by now.
      read(open);
      open = null;
    }
    if (open != null) {
      rows.add(open.id(), open.opened(), part);
      return rows.byId(open.id()).filter(Text::complete).map(this::read).orElse(KEPT);
    }
    if (known.stream().anyMatch(text -> !text.over(REMEMBERED, now) && text.repeats(part))) {
      return REPEATED;
    }
    open(part, now);
    return KEPT;
  }

  private void open(TextPart part, Instant now) {
    String id =
        NameBasedId.of(
            "text %s %s %d %d %s %d %s"
                .formatted(
                    part.from().key().address(),
                    part.to(),
                    part.reference(),
                    part.of(),
                    now,
                    part.number(),
                    part.hash()));
    rows.add(id, now, part);
    // Named by the resource that it becomes: what cannot be taken is looked for under this name.
    String focus = "Communication/" + new Inbound(part.from(), "", id).communication();
    work.own(WorkQueue.TEXT_PARTS, id, focus, now.plus(PATIENCE));
  }

  private Received read(Text text) {
    rows.taken(text.id());
    return messages.receive(
        new Inbound(text.from(), JoinParts.join(text.bodies(), text.of()), text.id()));
  }

  /**
   * Takes a text that is not waited for any longer, and forgets one that is over. Needs a
   * transaction.
   *
   * @return when to look at it again; empty when nothing is left of it
   */
  Optional<Instant> look(String id) {
    Optional<Text> found = rows.byId(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    locks.lock(List.of("address " + found.get().from().key().address()));
    // Its last part may have come while this waited.
    Text text = rows.byId(id).orElse(null);
    Instant now = clock.instant();
    if (text == null) {
      return Optional.empty();
    }
    if (text.open()) {
      if (!text.over(PATIENCE, now)) {
        return Optional.of(text.opened().plus(PATIENCE));
      }
      read(text);
    }
    if (text.over(REMEMBERED, now)) {
      rows.forget(id);
      return Optional.empty();
    }
    return Optional.of(text.opened().plus(REMEMBERED));
  }
}

package org.rapport.server.journal;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.rapport.routes.intake.store.MessageNote;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of {@code hl7_message}: written, one statement a message, and removed in time. */
@Component
public class MessageJournal implements PersonalRows {
  private static final int AT_ONCE = 500;

  private final JdbcClient jdbc;
  private final Clock clock;

  MessageJournal(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Takes down a message; joins the caller's transaction.
   *
   * @param replayed whether it was a dead letter that was tried again
   * @param led to what
   * @param millis that it took besides what the note says
   */
  public void write(MessageNote note, boolean replayed, MessageTrace led, long millis) {
    jdbc.sql(
            """
            insert into rapport.hl7_message (at, direction, peer, sender, type, control_id, placer_id,
              filler_id, bytes, answer, fault, words, millis, patient_id, binary_id, task_id, resources)
            values (:at, :direction, :peer, :sender, :type, :control, :placer, :filler, :bytes,
              :answer, :fault, :words, :millis, :patient, :binary, :task, :resources)""")
        .param("at", Sql.at(clock.instant()))
        .param("direction", note.outbound() ? "out" : replayed ? "replay" : "in")
        .param("peer", note.peer())
        .param("sender", note.sender())
        .param("type", note.type())
        .param("control", note.control())
        .param("placer", note.placer())
        .param("filler", note.filler())
        .param("bytes", note.bytes())
        .param("answer", note.answer())
        .param("fault", note.fault())
        .param("words", note.words())
        .param("millis", (int) Math.min(note.millis() + millis, Integer.MAX_VALUE))
        .param("patient", led.patient())
        .param("binary", led.binary())
        .param("task", led.task())
        .param("resources", Sql.array(led.resources()))
        .update();
  }

  /**
   * What was removed.
   *
   * @param rows how many
   * @param files ids of the Binaries of messages about people whom nobody knew
   */
  record Expired(int rows, List<String> files) {}

  /** Removes some of what is older; in the caller's transaction. */
  Expired expire(Instant before) {
    List<Optional<String>> removed =
        jdbc.sql(
                """
                delete from rapport.hl7_message where id in (
                  select id from rapport.hl7_message where at < ? order by at limit ?)
                returning case when direction <> 'out' and answer = 'AA' and patient_id is null
                  and upper(type) ~ '^ADT(_A[0-9]+)?\\^A(04|08|28|31)$' then binary_id end""")
            .params(Sql.at(before), AT_ONCE)
            .query((row, n) -> Optional.ofNullable(row.getString(1)))
            .list();
    return new Expired(
        removed.size(), removed.stream().flatMap(Optional::stream).distinct().toList());
  }

  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    jdbc.sql("delete from rapport.hl7_message where patient_id = any(?)")
        .param(Sql.array(patients))
        .update();
  }
}

package org.rapport.server.journal;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import org.rapport.routes.intake.store.MessageNote;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of {@code hl7_message}: written, one statement a message, and removed in time. */
@Component
public class MessageJournal implements PersonalRows {
  private static final int AT_ONCE = 5000;

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

  /** Removes some of what is older; answers how many. */
  int expire(Instant before) {
    return jdbc.sql(
            """
            delete from rapport.hl7_message where id in (
              select id from rapport.hl7_message where at < ? order by at limit ?)""")
        .params(Sql.at(before), AT_ONCE)
        .update();
  }

  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    jdbc.sql("delete from rapport.hl7_message where patient_id = any(?)")
        .param(Sql.array(patients))
        .update();
  }
}

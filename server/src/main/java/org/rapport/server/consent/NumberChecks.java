package org.rapport.server.consent;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.NumberCheck.Answer;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Channel;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The record of what a register of reassigned numbers was asked and has said: the proof of it, so
 * that an answer is added and never changed. In the caller's transaction.
 */
@Component
public class NumberChecks implements PersonalRows {
  private final JdbcClient jdbc;

  NumberChecks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A question without an answer yet. */
  public record Waiting(long id, String patient, Route number) {}

  /** The newest answer about each number of these patients, in one query. */
  Map<String, Map<Route, NumberCheck>> newest(Collection<String> patients) {
    Map<String, Map<Route, NumberCheck>> newest = new HashMap<>();
    jdbc.sql(
            """
            select distinct on (patient_id, number) patient_id, number, answer, about, asked_at,
              reference
            from rapport.number_check where patient_id = any(?) and answer is not null
            order by patient_id, number, asked_at desc, id desc""")
        .param(Sql.array(patients))
        .query(
            row -> {
              newest
                  .computeIfAbsent(row.getString("patient_id"), id -> new HashMap<>())
                  .put(
                      number(row.getString("number")),
                      new NumberCheck(
                          Answer.fromCode(row.getString("answer")).orElseThrow(),
                          row.getObject("about", LocalDate.class),
                          Sql.instant(row, "asked_at"),
                          row.getString("reference")));
            });
    return newest;
  }

  private static Route number(String number) {
    return new Route(Channel.SMS, number);
  }

  /** Notes what is to be asked, each number of a patient once at a time; answers what is new. */
  public List<Waiting> want(List<String> patients, List<String> numbers, Instant now) {
    return jdbc.sql(
            """
            insert into rapport.number_check (patient_id, number, wanted_at)
            select p, n, :now from unnest(:patients::text[], :numbers::text[]) as w(p, n)
            on conflict (patient_id, number) where answer is null do nothing
            returning id, patient_id, number""")
        .param("now", Sql.at(now))
        .param("patients", Sql.array(patients))
        .param("numbers", Sql.array(numbers))
        .query((row, n) -> new Waiting(row.getLong(1), row.getString(2), number(row.getString(3))))
        .list();
  }

  /** A question that still waits. */
  public Optional<Waiting> waiting(long id) {
    return jdbc.sql(
            """
            select id, patient_id, number from rapport.number_check
            where id = ? and answer is null""")
        .param(id)
        .query((row, n) -> new Waiting(row.getLong(1), row.getString(2), number(row.getString(3))))
        .optional();
  }

  /** Keeps the day that is asked about. */
  public void about(long id, LocalDate day) {
    jdbc.sql("update rapport.number_check set about = ? where id = ? and answer is null")
        .params(day, id)
        .update();
  }

  /** Keeps an answer. */
  public void answered(long id, Answer answer, String reference, String proof, Instant askedAt) {
    jdbc.sql(
            """
            update rapport.number_check set answer = :answer, reference = :reference,
              proof = :proof, asked_at = :at where id = :id and answer is null""")
        .param("answer", answer.code())
        .param("reference", reference)
        .param("proof", proof)
        .param("at", Sql.at(askedAt))
        .param("id", id)
        .update();
  }

  /** Takes back a question that nobody needs to ask any more. */
  public void withdraw(long id) {
    jdbc.sql("delete from rapport.number_check where id = ? and answer is null").param(id).update();
  }

  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    jdbc.sql("delete from rapport.number_check where patient_id = any(?)")
        .param(Sql.array(patients))
        .update();
  }

  /** Removes answers from before an instant; answers how many. */
  public int expire(Instant before) {
    return jdbc.sql("delete from rapport.number_check where asked_at < ?")
        .param(Sql.at(before))
        .update();
  }
}

package org.rapport.server.consent;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What was only claimed on a public page: whose record that is, which addresses were typed, and
 * which of them have answered since. Joins the caller's transaction.
 */
@Component
public class Claims implements PersonalRows {
  /** For so long an address that never answered is not written to because of somebody else. */
  private static final Duration REPEATED = Duration.ofDays(30);

  private static final Duration DAY = Duration.ofDays(1);

  /** How many texts of ours an address gets that has not answered one. */
  private static final int UNANSWERED = 4;

  private static final Duration WEEK = Duration.ofDays(7);

  private final JdbcClient jdbc;

  Claims(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Why nothing goes to an address that somebody typed, until it answers. */
  public enum Muted {
    /** A country, or a kind of number, that forms may not have written to. */
    PLACE(NotDoneReason.INVALID_ADDRESS),
    /** Somebody else was written to there because of a form, and has not answered. */
    REPEATED(NotDoneReason.FREQUENCY_CAP),
    /** The day's budget of the form, or of numbers that begin so, is spent. */
    BUDGET(NotDoneReason.FREQUENCY_CAP);

    private final NotDoneReason reason;

    Muted(NotDoneReason reason) {
      this.reason = reason;
    }

    NotDoneReason reason() {
      return reason;
    }
  }

  /** Notes that a record was made of a claim; a repeat changes nothing. */
  public void person(String patient, Instant now) {
    jdbc.sql(
            """
            insert into rapport.claimed_person (patient_id, claimed_at) values (?, ?)
            on conflict do nothing""")
        .params(patient, Sql.at(now))
        .update();
  }

  /** Somebody who is known has said who that is: it is no claim any more. */
  public void known(String patient) {
    forget(List.of(patient), List.of());
  }

  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    jdbc.sql("delete from rapport.claimed_person where patient_id = any(?)")
        .param(Sql.array(patients))
        .update();
    jdbc.sql("delete from rapport.claimed_address where patient_id = any(?)")
        .param(Sql.array(patients))
        .update();
  }

  /**
   * Notes an address that was typed; one that is there already stays as it is.
   *
   * @param form canonical URL of the form, or another name of the door
   * @param prefix how its number begins
   * @param muted why nothing may go there, or null
   */
  public void address(
      String patient, Route route, String form, String prefix, Instant now, Muted muted) {
    jdbc.sql(
            """
            insert into rapport.claimed_address
              (patient_id, channel, address, form, prefix, claimed_at, muted)
            values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
        .params(
            patient,
            route.key().channel().code(),
            route.key().address(),
            form,
            prefix,
            Sql.at(now),
            muted == null ? null : muted.name())
        .update();
  }

  /** Whether somebody else was to be written to there because of a form and has not answered. */
  public boolean waiting(Route route, String patient, Instant now) {
    return jdbc.sql(
                """
                select count(*) from rapport.claimed_address
                where channel = ? and address = ? and patient_id <> ? and claimed_at > ?
                  and muted is null and proven_at is null""")
            .params(
                route.key().channel().code(),
                route.key().address(),
                patient,
                Sql.at(now.minus(REPEATED)))
            .query(Long.class)
            .single()
        > 0;
  }

  /** How many addresses a form had written to within the last day. */
  public int ofForm(String form, Instant now) {
    return spent("form", form, now);
  }

  /** How many addresses with this beginning all forms had written to within the last day. */
  public int ofPrefix(String prefix, Instant now) {
    return spent("prefix", prefix, now);
  }

  private int spent(String column, String value, Instant now) {
    return jdbc.sql(
            "select count(*) from rapport.claimed_address where claimed_at > ? and muted is null"
                + " and proven_at is null and "
                + column
                + " = ?")
        .params(Sql.at(now.minus(DAY)), value)
        .query(Integer.class)
        .single();
  }

  /** Those of these records that nobody knows but a public page. */
  public Set<String> claimed(Collection<String> patients) {
    return new TreeSet<>(
        jdbc.sql(
                """
                select c.patient_id from rapport.claimed_person c
                where c.patient_id = any(?) and not exists (select 1 from rapport.patient_key k
                  where k.id = c.patient_id and k.key like 'identifier %')""")
            .param(Sql.array(patients))
            .query(String.class)
            .list());
  }

  /** Whoever has the address has answered from it: it may be written to. */
  public void proven(Route route, Instant now) {
    jdbc.sql(
            """
            update rapport.claimed_address set proven_at = coalesce(proven_at, ?), muted = null
            where channel = ? and address = ?""")
        .params(Sql.at(now), route.key().channel().code(), route.key().address())
        .update();
  }

  /** Claimed records with an address that has answered, of those that have this one. */
  public List<String> provenAt(Route route) {
    return jdbc.sql(
            """
            select a.patient_id from rapport.claimed_address a
            join rapport.claimed_person p on p.patient_id = a.patient_id
            where a.channel = ? and a.address = ? and a.proven_at is not null
            order by a.patient_id""")
        .params(route.key().channel().code(), route.key().address())
        .query(String.class)
        .list();
  }

  /** Why nothing goes to addresses of these patients; most have none such. */
  Map<String, Map<Route, NotDoneReason>> muted(Collection<String> patients, Instant now) {
    Map<String, Map<Route, NotDoneReason>> muted = new HashMap<>();
    jdbc.sql(
            """
            select a.patient_id, a.channel, a.address, a.muted, a.proven_at,
              (select count(*) from rapport.communication_facts c
                where c.patient_id = a.patient_id and c.channel = a.channel
                  and c.purpose = 'acknowledgement' and c.sent_at > :since) as sent
            from rapport.claimed_address a
            join rapport.claimed_person p on p.patient_id = a.patient_id
            where a.patient_id = any(:patients) and a.proven_at is null""")
        .param("patients", Sql.array(patients))
        .param("since", Sql.at(now.minus(WEEK)))
        .query(
            row -> {
              String why = row.getString("muted");
              NotDoneReason reason =
                  why != null
                      ? Muted.valueOf(why).reason()
                      : row.getInt("sent") >= UNANSWERED ? NotDoneReason.FREQUENCY_CAP : null;
              Optional<Channel> channel = Channel.fromCode(row.getString("channel"));
              if (reason != null && channel.isPresent()) {
                muted
                    .computeIfAbsent(row.getString("patient_id"), patient -> new HashMap<>())
                    .put(new Route(channel.get(), row.getString("address")), reason);
              }
            });
    return muted;
  }

  /** For each claimed record, the other records that may have an address in common with it. */
  Map<String, Set<String>> neighbours(Collection<String> patients) {
    Map<String, Set<String>> neighbours = new HashMap<>();
    jdbc.sql(
            """
            select distinct c.patient_id, other.id from rapport.claimed_person c
            join rapport.patient_address mine on mine.id = c.patient_id and mine.via = ''
            join rapport.patient_address other
              on other.tail = mine.tail and other.via = '' and other.id <> mine.id
            where c.patient_id = any(?)""")
        .param(Sql.array(patients))
        .query(
            row -> {
              neighbours
                  .computeIfAbsent(row.getString(1), patient -> new TreeSet<>())
                  .add(row.getString(2));
            });
    return neighbours;
  }
}

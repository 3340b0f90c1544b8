package org.rapport.server.timeline;

import java.time.Instant;
import java.util.List;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What refers to a patient, by the store's own index of references, with the time that each type
 * has. One query, whatever the number of entries.
 */
@Component
class TimelineRows {
  /**
   * A request that was sent, or refused, is told by its Communication; consents, answers and tasks
   * by when they came.
   */
  private static final String ENTRIES =
      """
      with found as (
        select distinct r.number, r.type, r.id, r.version, r.updated
        from %1$s p
        join %2$s l on l.target = p.number
        join %1$s r on r.number = l.source and not r.deleted
        where p.type = 'Patient' and p.id = :patient
          and r.type in ('Communication', 'CommunicationRequest', 'Task', 'Appointment',
            'AppointmentResponse', 'QuestionnaireResponse', 'Consent', 'ServiceRequest')
      ), entries as (
        select f.type, f.id, f.version, f.updated, coalesce(
          (select max(d.low) from %3$s d
            where d.number = f.number and d.parameter = any(case f.type
              when 'Communication' then array['sent', 'received']
              when 'CommunicationRequest' then array['occurrence']
              when 'Task' then array['authored-on']
              when 'Appointment' then array['date']
              when 'QuestionnaireResponse' then array['authored']
              when 'ServiceRequest' then array['authored']
              else array['date'] end)),
          f.updated) as at
        from found f
        left join rapport.planned_message m
          on f.type = 'CommunicationRequest' and m.id = f.id
        where (m.id is null or m.status not in ('completed', 'entered-in-error')
          and not exists (select 1 from rapport.communication_facts c where c.based_on = m.id))
          and $found
      )
      """
          .formatted(HapiTables.RESOURCES, HapiTables.LINKS, HapiTables.DATES);

  private final JdbcClient jdbc;

  TimelineRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A relative reference. */
  record Row(String type, String id) {}

  /**
   * What there is.
   *
   * @param versions how many versions of all of it there were
   * @param updated when any of it was last written; null where there is nothing
   */
  record Standing(int count, long versions, Instant updated) {}

  /** How many there are, and how often and when they were written. */
  Standing standing(String patient, TimelineFilter filter) {
    return in(
            filter,
            patient,
            "select count(*), sum(version), max(updated) as updated from entries where %s")
        .query((row, n) -> new Standing(row.getInt(1), row.getLong(2), Sql.instant(row, "updated")))
        .single();
  }

  /** Some of them, newest first. */
  List<Row> page(String patient, TimelineFilter filter, int offset, int count) {
    return in(
            filter,
            patient,
            "select type, id from entries where %s order by at desc, type, id"
                + " offset :offset limit :count")
        .param("offset", offset)
        .param("count", count)
        .query((row, n) -> new Row(row.getString(1), row.getString(2)))
        .list();
  }

  private JdbcClient.StatementSpec in(TimelineFilter filter, String patient, String sql) {
    JdbcClient.StatementSpec statement =
        jdbc.sql(ENTRIES.replace("$found", filter.found()) + sql.formatted(filter.then()))
            .param("patient", patient);
    if (filter.channel() != null) {
      statement = statement.param("channel", filter.channel());
    }
    return filter.since() == null ? statement : statement.param("since", Sql.at(filter.since()));
  }
}

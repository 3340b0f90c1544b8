package org.rapport.server.timeline;

import java.util.List;
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
        select distinct r.res_id, r.res_type, r.fhir_id, r.res_updated
        from public.hfj_resource p
        join public.hfj_res_link l on l.target_resource_id = p.res_id
        join public.hfj_resource r on r.res_id = l.src_resource_id and r.res_deleted_at is null
        where p.res_type = 'Patient' and p.fhir_id = :patient
          and r.res_type in ('Communication', 'CommunicationRequest', 'Task', 'Appointment',
            'AppointmentResponse', 'QuestionnaireResponse', 'Consent', 'ServiceRequest')
      ), entries as (
        select f.res_type, f.fhir_id, coalesce(
          (select max(d.sp_value_low) from public.hfj_spidx_date d
            where d.res_id = f.res_id and d.sp_name = any(case f.res_type
              when 'Communication' then array['sent', 'received']
              when 'CommunicationRequest' then array['occurrence']
              when 'Task' then array['authored-on']
              when 'Appointment' then array['date']
              when 'QuestionnaireResponse' then array['authored']
              when 'ServiceRequest' then array['authored']
              else array['date'] end)),
          f.res_updated) as at
        from found f
        left join rapport.planned_message m
          on f.res_type = 'CommunicationRequest' and m.id = f.fhir_id
        where m.id is null or m.status not in ('completed', 'entered-in-error')
          and not exists (select 1 from rapport.communication_facts c where c.based_on = m.id)
      )
      """;

  private final JdbcClient jdbc;

  TimelineRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A relative reference. */
  record Row(String type, String id) {}

  /** How many there are. */
  int count(String patient) {
    return jdbc.sql(ENTRIES + "select count(*) from entries")
        .param("patient", patient)
        .query(Integer.class)
        .single();
  }

  /** Some of them, newest first. */
  List<Row> page(String patient, int offset, int count) {
    return jdbc.sql(
            ENTRIES
                + """
                select res_type, fhir_id from entries
                order by at desc, res_type, fhir_id offset :offset limit :count""")
        .param("patient", patient)
        .param("offset", offset)
        .param("count", count)
        .query((row, n) -> new Row(row.getString(1), row.getString(2)))
        .list();
  }
}

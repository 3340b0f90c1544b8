package org.rapport.server.outreach.message;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.journey.Journey;
import org.rapport.server.outreach.message.DueMessage.Answer;
import org.rapport.server.outreach.message.DueMessage.Place;
import org.rapport.server.outreach.message.DueMessage.Recipient;
import org.rapport.server.outreach.message.DueMessage.Request;
import org.rapport.server.outreach.message.DueMessage.Visit;
import org.rapport.server.outreach.message.DueMessage.Window;
import org.rapport.server.outreach.message.DueMessage.Wording;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.terminology.Ref;
import org.rapport.terminology.RoutingOutcome;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Loads messages with their patients, visits and places in one query. */
@Component
public class DueMessages {
  private static final String LOADED =
      """
      select m.id, m.version, m.patient_id, m.step, m.template, m.payload, m.purpose,
        m.channel, m.occurrence, m.useful_until, m.anchor, m.reason, m.focus,
        m.failed_channel, m.remunerated,
        -- What a campaign sends waits while the campaign is halted.
        case when m.status = 'active' and n.id is not null
            and coalesce(k.state, 'cancelled') in ('halted', 'cancelled')
          then 'on-hold' else m.status end as status,
        m.journey, m.answer, m.answer_to,
        exists (select 1 from rapport.crisis c where c.patient_id = m.patient_id) as crisis,
        p.active, p.given, p.language, p.country, p.state, p.zone as patient_zone, e.epoch,
        a.version as visit_version, coalesce(a.start_at, fs.start_at) as start_at,
        case when a.id is null or a.patients @> array[m.patient_id] then a.status
          else 'cancelled' end as visit_status,
        l.name, l.address, l.phone,
        -- A place that somebody is sent to does not tell the time where they are.
        case when m.focus_type = 'Location' then null else l.zone end as location_zone,
        a.zone as visit_zone, a.start_offset,
        greatest(p.sensitivity, a.sensitivity, l.sensitivity, ff.sensitivity, (
          select max(s.sensitivity) from rapport.service_facts s
          where s.id in (o.service_id, k.service_id))) as sensitivity,
        (select jsonb_agg(i.item order by f.reference, i.n) from rapport.place_facts f,
          jsonb_array_elements(f.instructions) with ordinality as i(item, n)
          where f.reference = any(coalesce(a.places, array['HealthcareService/' || lf.service_id,
            'Location/' || lf.location_id, m.focus]))) as instructions,
        lf.id as lead_id, lf.due_at, lf.service_name, lf.outcome, lf.referral_method,
        cb.end_at as call_due, ll.zone as lead_zone, lf.service_id is not null and exists (
          select 1 from rapport.staffed_schedule s
          join rapport.slot_facts sl on sl.schedule_id = s.id and sl.status = 'free'
            and sl.start_at > :now
          where s.actors @> array['HealthcareService/' || lf.service_id,
            'Location/' || lf.location_id]) as free
      from %1$s m
      left join rapport.patient_facts p on p.id = m.patient_id
      left join rapport.patient_epoch e on e.patient_id = m.patient_id
      left join rapport.visit a on m.focus_type = 'Appointment' and a.id = m.focus_id
      -- A time that is kept for who waits: the message that offers it says when it is.
      left join rapport.slot_offer o on o.request_id = m.id
      left join rapport.slot_facts fs on fs.id = o.slot_id
      left join rapport.location_facts l on l.id = coalesce(a.location_id, o.location_id,
        case when m.focus_type = 'Location' then m.focus_id end)
      left join rapport.focus_facts ff on ff.reference = m.focus
      left join rapport.lead_facts lf on m.focus_type = 'Task' and lf.id = m.focus_id
      left join rapport.location_facts ll on ll.id = lf.location_id
      -- Who called in vain is told by when somebody calls back.
      left join lateral (select min(t.end_at) as end_at from rapport.focus_facts t
        where m.focus_type = 'Communication' and t.patient_id = m.patient_id
          and t.reference like 'Task/%%' and t.kinds @> array['call-back']
          and t.status in ('requested', 'received', 'accepted', 'in-progress')) cb on true
      left join lateral (select rapport.campaign_of(m.id) as id) n on true
      left join rapport.campaign k on k.id = n.id""";

  // One that staff might write now, for each purpose and channel: nothing of it is stored.
  private static final String SUPPOSED =
      """
      (select w.id || ' ' || p.code || coalesce(' ' || c.code, '') as id, 0::bigint as version,
        w.id as patient_id,
        null::text as step, null::text as template, 'supposed'::text as payload, p.code as purpose,
        c.code as channel, cast(:now as timestamptz) as occurrence,
        null::timestamptz as useful_until, null::timestamptz as anchor, null::text as reason,
        null::text as focus, null::text as focus_type, null::text as focus_id,
        'active'::text as status, null::text as journey, null::text as answer, null::text as answer_to,
        null::text as failed_channel, false as remunerated
      from unnest(cast(:patients as text[])) as w(id),
        unnest(cast(:purposes as text[])) as p(code),
        unnest(cast(:channels as text[])) as c(code))""";

  private final JdbcClient jdbc;
  private final DefinitionCatalog catalog;
  private final ZoneId clinicZone;
  private final Clock clock;

  DueMessages(JdbcClient jdbc, DefinitionCatalog catalog, RapportSettings settings, Clock clock) {
    this.jdbc = jdbc;
    this.catalog = catalog;
    this.clinicZone = settings.clinic().zone();
    this.clock = clock;
  }

  /** By the request's id; a request that is gone has none. */
  public Map<String, DueMessage> load(Collection<String> requests) {
    return load(
        jdbc.sql(LOADED.formatted("rapport.planned_message") + " where m.id = any(:ids)")
            .param("ids", Sql.array(requests)));
  }

  /**
   * Messages that staff might write to patients now, by patient, purpose and channel with a blank
   * between them; to ask the gate about.
   *
   * @param channels codes; null among them is whichever the gate chooses
   */
  public Map<String, DueMessage> supposed(
      Collection<String> patients, Collection<String> purposes, Collection<String> channels) {
    return load(
        jdbc.sql(LOADED.formatted(SUPPOSED))
            .param("patients", Sql.array(patients))
            .param("purposes", Sql.array(purposes))
            .param("channels", Sql.array(channels)));
  }

  private Map<String, DueMessage> load(JdbcClient.StatementSpec statement) {
    Map<String, Journey> journeys = catalog.everyVersion();
    return statement
        .param("now", Sql.at(clock.instant()))
        .query((row, n) -> message(row, journeys))
        .list()
        .stream()
        .collect(Collectors.toMap(DueMessage::id, message -> message));
  }

  // The gate holds a message to the start it was planned for while its journey is about a visit to
  // come; what other journeys depend on is planned again right before the gate (DueJourneys).
  private static boolean upcoming(Journey journey) {
    return journey == null || journey.triggers().stream().allMatch(Journey.Trigger::upcomingVisit);
  }

  private LeadNotes lead(ResultSet row) throws SQLException {
    if (row.getString("lead_id") == null) {
      Instant callDue = Sql.instant(row, "call_due");
      return callDue == null ? null : new LeadNotes(callDue, clinicZone, null, false, null, false);
    }
    String zone = row.getString("lead_zone");
    return new LeadNotes(
        Sql.instant(row, "due_at"),
        zone == null ? clinicZone : ZoneId.of(zone),
        row.getString("service_name"),
        RoutingOutcome.UNROUTED.code().equals(row.getString("outcome")),
        row.getString("referral_method"),
        row.getBoolean("free"));
  }

  private DueMessage message(ResultSet row, Map<String, Journey> journeys) throws SQLException {
    Instant start = Sql.instant(row, "start_at");
    VisitZone clock =
        VisitZone.of(
            row.getString("location_zone"),
            row.getString("visit_zone"),
            row.getString("start_offset"),
            start,
            clinicZone);
    String answerTo = row.getString("answer_to");
    return new DueMessage(
        request(row, journeys.get(String.valueOf(row.getString("journey")))),
        recipient(row, clock),
        new Visit(
            Ref.id("Appointment", row.getString("focus")).orElse(null),
            row.getObject("visit_version", Long.class),
            AppointmentStatus.fromCode(row.getString("visit_status")),
            start,
            clock),
        new Place(row.getString("name"), row.getString("address"), row.getString("phone")),
        AnswerKind.fromCode(row.getString("answer"))
            .map(kind -> new Answer(kind, answerTo))
            .orElse(null),
        lead(row),
        Surroundings.of(Sensitivity.of(row.getInt("sensitivity")), row.getString("instructions")));
  }

  private static Request request(ResultSet row, Journey journey) throws SQLException {
    return new Request(
        row.getString("id"),
        row.getLong("version"),
        CommunicationRequestStatus.fromCode(row.getString("status")),
        row.getString("reason"),
        // What is not known counts as the strictest.
        OutreachPurpose.fromCode(row.getString("purpose")).orElse(OutreachPurpose.MARKETING),
        channel(row.getString("channel")),
        channel(row.getString("failed_channel")),
        row.getBoolean("remunerated"),
        Ref.from(row.getString("focus")).orElse(null),
        new Wording(row.getString("step"), row.getString("template"), row.getString("payload")),
        new Window(
            Sql.instant(row, "occurrence"),
            Sql.instant(row, "useful_until"),
            upcoming(journey) ? Sql.instant(row, "anchor") : null));
  }

  private static Channel channel(String code) {
    return Optional.ofNullable(code).flatMap(Channel::fromCode).orElse(null);
  }

  private static Recipient recipient(ResultSet row, VisitZone clock) throws SQLException {
    String zone = row.getString("patient_zone");
    boolean active = row.getBoolean("active");
    PatientState state =
        row.wasNull() ? PatientState.DELETED : active ? PatientState.ACTIVE : PatientState.INACTIVE;
    return new Recipient(
        row.getString("patient_id"),
        row.getLong("epoch"),
        state,
        row.getString("given"),
        row.getString("language"),
        zone == null ? clock.zone() : ZoneId.of(zone),
        row.getString("country"),
        row.getString("state"),
        row.getBoolean("crisis"));
  }
}

package org.rapport.server.report;

import java.util.Arrays;
import java.util.Optional;
import org.rapport.profiles.Journeys;

/**
 * What each Measure counts: rows of {@code hit} (whether it counts to the numerator) or {@code
 * value}, with what they are stratified by, and of whom ({@code patient}) by which resource ({@code
 * focus}) and when ({@code at}) each is. {@code :from} and {@code :until} bound the period, the
 * latter excluded; {@code :now} is the moment of asking.
 */
enum MeasureQuery {
  /** Seconds from an inquiry to any answer. */
  TIME_TO_ACKNOWLEDGEMENT(
      "time-to-acknowledgement",
      "s",
      Texts.LEADS
          + """
          select extract(epoch from a.sent_at - l.created_at) as value, null::boolean as hit, l.*,
            a.channel
          from leads l
          join lateral (
            select c.sent_at, c.channel from rapport.communication_facts c
            where c.patient_id = l.patient_id and c.status = 'completed'
              and c.sent_at >= l.created_at
            order by c.sent_at limit 1) a on true"""),
  /** Seconds from an inquiry to a person's answer or call, or to the booking. */
  TIME_TO_FIRST_RESPONSE(
      "time-to-first-response",
      "s",
      Texts.LEADS
          + """
          select extract(epoch from least(l.responded_at, w.sent_at, k.at) - l.created_at) as value,
            null::boolean as hit, l.*,
            case when k.at < coalesce(w.sent_at, 'infinity') then 'voice' else w.channel end
              as channel
          from leads l
          left join lateral (
            select c.sent_at, c.channel from rapport.planned_message m
            join rapport.communication_facts c on c.based_on = m.id
            where m.patient_id = l.patient_id and m.step is null and m.answer is null
              and c.status = 'completed' and c.sent_at >= l.created_at
            order by c.sent_at limit 1) w on true
          left join lateral (
            select c.at from rapport.contact_facts c
            where c.task_id = l.id and not c.inbound and c.at >= l.created_at
            order by c.at limit 1) k on true
          where least(l.responded_at, w.sent_at, k.at) is not null"""),
  /** Inquiries that became visits. */
  INQUIRY_TO_BOOKED(
      "inquiry-to-booked",
      null,
      Texts.LEADS
          + """
          select null::float as value, l.stage = 'booked' as hit, l.*, null::text as channel
          from leads l"""),
  /** Days from an inquiry to the visit that was booked. */
  DAYS_TO_VISIT(
      "days-to-visit",
      "d",
      Texts.LEADS
          + """
          select extract(epoch from a.start_at - l.created_at) / 86400 as value,
            null::boolean as hit, l.*, null::text as channel
          from leads l
          join rapport.appointment_facts a on a.id = l.visit_id
          where a.start_at >= l.created_at"""),
  /** Visits that the patient did not come to, of those that took place or should have. */
  NO_SHOW_RATE(
      "no-show-rate",
      null,
      """
      select null::float as value, a.status = 'noshow' as hit, a.patients[1] as patient,
        'Appointment/' || a.id as focus, a.start_at as at, a.location_id as location,
        a.services[1] as service, null::text as campaign, null::text as variant,
        null::text as channel
      from rapport.appointment_facts a
      where a.start_at >= :from and a.start_at < :until
        and a.status in ('fulfilled', 'arrived', 'checked-in', 'noshow')"""),
  /** Calls that nobody took. */
  CALL_ABANDONMENT(
      "call-abandonment",
      null,
      """
      select null::float as value, f.kinds @> array['missed-call'] as hit,
        f.patient_id as patient, f.reference as focus, f.start_at as at, null::text as location,
        null::text as service, null::text as campaign, null::text as variant,
        'voice' as channel
      from rapport.focus_facts f
      where f.start_at >= :from and f.start_at < :until and f.reference like 'Communication/%'
        and f.kinds && array['missed-call', 'call'] and f.status = 'completed'"""),
  /** Answers of four or five, of five, after a visit. */
  SATISFACTION(
      "satisfaction",
      null,
      """
      select null::float as value, s.overall >= 4 as hit, s.patient_id as patient,
        'QuestionnaireResponse/' || s.id as focus, s.answered_at as at, null::text as location,
        null::text as service, null::text as campaign, null::text as variant,
        null::text as channel
      from rapport.survey_facts s where s.answered_at >= :from and s.answered_at < :until"""),
  /** Open inquiries that nobody has answered by their deadline. */
  STUCK_LEADS(
      "stuck-leads",
      null,
      Texts.LEADS
          + """
          select null::float as value, l.stage = 'new' and l.due_at <= :now as hit, l.*,
            null::text as channel
          from leads l
          where l.status not in ('completed', 'cancelled', 'rejected', 'failed', 'entered-in-error')
            and l.stage not in ('booked', 'lost', 'out-of-scope')"""),
  /** Enrolments that staff paused, stopped, hurried or took steps out of. */
  STAFF_OVERRIDES(
      "staff-overrides",
      null,
      """
      select null::float as value,
        e.paused or e.stopped or e.skipped <> '{}' or e.send_now <> '{}' as hit,
        e.patient_id as patient, 'CarePlan/' || e.id as focus, e.entered as at,
        a.location_id as location, a.services[1] as service, null::text as campaign,
        e.variant as variant, null::text as channel
      from rapport.enrolment e
      left join rapport.appointment_facts a
        on e.focus_type = 'Appointment' and a.id = e.focus_id
      where e.entered >= :from and e.entered < :until"""),
  /**
   * Steps that were due and did not go out. What the journey itself wanted no more was not due: its
   * condition was not met, or the visit is off or another one.
   */
  STEP_DROP_OFF(
      "step-drop-off",
      null,
      """
      select null::float as value, m.status <> 'completed' as hit, m.patient_id as patient,
        'CommunicationRequest/' || m.id as focus, m.occurrence as at, a.location_id as location,
        a.services[1] as service, null::text as campaign, m.variant as variant,
        m.channel as channel, m.step as step
      from rapport.planned_message m
      left join rapport.appointment_facts a
        on m.focus_type = 'Appointment' and a.id = m.focus_id
      where m.occurrence >= :from and m.occurrence < least(:until, :now)
        and m.step is not null and m.status in ('completed', 'revoked')
        and coalesce(m.reason, '') not in
          ('condition-not-met', 'appointment-cancelled', 'appointment-changed')"""),
  /** Patients who were written to and opted out of an address. */
  OPT_OUT_RATE(
      "opt-out-rate",
      null,
      """
      select null::float as value, exists (
          select 1 from rapport.patient_address p
          join rapport.address_signal s on s.tail = p.tail and s.kind = 'opt-out'
          where p.id = w.patient_id and s.channel = w.channel and s.signalled_at >= :from
            and s.signalled_at < :until) as hit,
        w.patient_id as patient, null::text as focus, null::timestamptz as at,
        null::text as location, null::text as service, null::text as campaign,
        null::text as variant, w.channel as channel
      from (
        select distinct c.patient_id, c.channel from rapport.communication_facts c
        where c.sent_at >= :from and c.sent_at < :until and c.status = 'completed') w"""),
  /** Messages that were handed over and did not fail. */
  DELIVERY_RATE(
      "delivery-rate",
      null,
      """
      select null::float as value,
        c.status = 'completed' and coalesce(c.delivery_status, '') <> 'failed' as hit,
        coalesce(c.patient_id, m.patient_id) as patient, 'Communication/' || c.id as focus,
        coalesce(c.sent_at, m.occurrence) as at, a.location_id as location, a.services[1] as service,
        coalesce(n.campaign, e.campaign) as campaign, m.variant as variant, c.channel as channel
      from rapport.communication_facts c
      left join rapport.planned_message m on m.id = c.based_on
      left join rapport.appointment_facts a
        on m.focus_type = 'Appointment' and a.id = m.focus_id
      left join rapport.campaign_member n on n.request_id = m.id
      left join rapport.campaign_member e on e.enrolment = m.enrolment
      where (c.sent_at >= :from and c.sent_at < :until and c.status = 'completed')
        or (c.status = 'not-done' and m.occurrence >= :from and m.occurrence < :until
          and c.reason in ('delivery-failed', 'delivery-unknown', 'invalid-address'))""");

  private final String code;
  private final String unit;
  private final String rows;

  MeasureQuery(String code, String unit, String rows) {
    this.code = code;
    this.unit = unit;
    this.rows = rows;
  }

  /** By the Measure's id. */
  static Optional<MeasureQuery> of(String code) {
    return Arrays.stream(values()).filter(one -> one.code.equals(code)).findFirst();
  }

  /** UCUM code of the median; null for a ratio. */
  String unit() {
    return unit;
  }

  String rows() {
    return rows;
  }

  /** Whether it is stratified by the step of a journey besides. */
  boolean bySteps() {
    return this == STEP_DROP_OFF;
  }

  /** Constants of an enum cannot be used by its own constants. */
  private static final class Texts {
    private static final String LEADS =
        """
        with leads as (
          select l.id, l.patient_id, l.patient_id as patient, 'Task/' || l.id as focus,
            l.created_at as at, l.status, l.stage, l.created_at, l.due_at, l.visit_id,
            l.responded_at, l.location_id as location, l.service_id as service,
            l.first_campaign as campaign, (
              select max(e.variant) from rapport.enrolment e where e.focus_type = 'Task'
                and e.focus_id = l.id and e.journey = '%s')
              as variant
          from rapport.lead_facts l
          where l.created_at >= :from and l.created_at < :until)
        """
            .formatted(Journeys.LEAD_INTAKE);
  }
}

package org.rapport.server.inbound;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.inbound.VisitPage.State;
import org.rapport.server.link.Link;
import org.rapport.server.link.Links;
import org.rapport.server.projection.read.VisitInstruction;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.TaskCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A visit by its link: seen, confirmed, or given back to staff with the patient's wishes. Seeing
 * changes nothing. What is labelled sensitive wants the date of birth besides, each time.
 */
@Component
public class VisitLinks {
  private final Links links;
  private final SecondFactor factor;
  private final VisitAnswers visits;
  private final EhrAnswers ehr;
  private final PatientLocks locks;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final ZoneId clinicZone;

  VisitLinks(
      Links links,
      SecondFactor factor,
      VisitAnswers visits,
      EhrAnswers ehr,
      PatientLocks locks,
      ResourceWriter writer,
      TransactionTemplate transaction,
      JdbcClient jdbc,
      Clock clock,
      RapportSettings settings) {
    this.links = links;
    this.factor = factor;
    this.visits = visits;
    this.ehr = ehr;
    this.locks = locks;
    this.writer = writer;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
    this.clinicZone = settings.clinic().zone();
  }

  /** What the patient may say. */
  public enum Answer {
    /** Comes. */
    CONFIRM,
    /** Asks for another time. */
    RESCHEDULE,
    /** Does not come. */
    CANCEL
  }

  private record Row(VisitPage.Visit visit, String language, String status, boolean sensitive) {}

  /**
   * The visit, without changing anything but the count of wrong second factors.
   *
   * @param born the date of birth that was typed, or null
   */
  public VisitPage see(String token, String born) {
    return transaction.execute(status -> page(token, born));
  }

  /** Records the patient's answer; the same answer again changes nothing. */
  public VisitPage answer(String token, Answer answer, String wishes, String born) {
    return transaction.execute(
        status -> {
          VisitPage page = page(token, born);
          if (page.state() != State.OPEN) {
            return page;
          }
          if (!answer.name().equals(page.answer())) {
            record(token, links.find(token).orElseThrow(), answer, wishes);
            links.used(token, answer.name());
          }
          return new VisitPage(State.DONE, page.language(), page.visit(), answer.name());
        });
  }

  private VisitPage page(String token, String born) {
    Link link = links.find(token).filter(l -> l.purpose() == Link.Purpose.VISIT).orElse(null);
    if (link == null || link.focus() == null) {
      return VisitPage.of(State.GONE, null);
    }
    String visit = new IdType(link.focus()).getIdPart();
    Row row = row(visit, link.patient()).orElse(null);
    if (row == null
        || !AppointmentStatus.BOOKED.toCode().equals(row.status())
        || !clock.instant().isBefore(row.visit().start())) {
      return VisitPage.of(State.GONE, row == null ? null : row.language());
    }
    if (row.sensitive()) {
      if (factor.locked(link)) {
        return VisitPage.of(State.LOCKED, row.language());
      }
      if (born == null || born.isBlank()) {
        return VisitPage.of(State.SECOND_FACTOR, row.language());
      }
      SecondFactor.State state = factor.ask(token, link, born);
      if (state != SecondFactor.State.SHOWN) {
        boolean locked = state == SecondFactor.State.LOCKED;
        return VisitPage.of(locked ? State.LOCKED : State.WRONG, row.language());
      }
    }
    return new VisitPage(State.OPEN, row.language(), row.visit(), link.answer());
  }

  private Optional<Row> row(String visit, String patient) {
    return jdbc.sql(
            """
            select v.status, v.start_at, v.place_name, v.place_address, v.place_phone, v.place_zone,
              v.zone, v.start_offset, p.language, p.zone as patient_zone,
              greatest(p.sensitivity, v.sensitivity) > 0 as sensitive,
              (select jsonb_agg(i.item order by f.reference, i.n) from rapport.place_facts f,
                jsonb_array_elements(f.instructions) with ordinality as i(item, n)
                where f.reference = any(v.places)) as instructions
            from rapport.visit v
            join rapport.patient_facts p on p.id = ?
            where v.id = ?\
            """)
        .params(patient, visit)
        .query(
            (row, n) -> {
              String own = row.getString("patient_zone");
              Instant start = Sql.instant(row, "start_at");
              VisitZone place =
                  VisitZone.of(
                      row.getString("place_zone"),
                      row.getString("zone"),
                      row.getString("start_offset"),
                      start,
                      clinicZone);
              return new Row(
                  new VisitPage.Visit(
                      start,
                      place,
                      own == null ? place.zone() : ZoneId.of(own),
                      row.getString("place_name"),
                      row.getString("place_address"),
                      row.getString("place_phone"),
                      row.getBoolean("sensitive")
                          ? List.of()
                          : VisitInstruction.read(row.getString("instructions"))),
                  row.getString("language"),
                  row.getString("status"),
                  row.getBoolean("sensitive"));
            })
        .optional()
        .filter(found -> found.visit().start() != null);
  }

  private void record(String token, Link link, Answer answer, String wishes) {
    locks.lock(List.of(link.patient()));
    Instant now = clock.instant();
    Route route = new Route(Channel.fromCode(link.channel()).orElse(Channel.SMS), link.address());
    // One cause an answer: the token is not in it, only what cannot be turned back into one.
    Inbound inbound =
        new Inbound(route, wishes, NameBasedId.of("link " + token + " " + answer.name()));
    String visit = new IdType(link.focus()).getIdPart();
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    InboundRecords records = new InboundRecords(bundle, now, now);
    records
        .received(inbound, EngagementCategory.REPLY, List.of(link.patient()), null)
        .addNote()
        .setText("By link: " + answer.name().toLowerCase(Locale.ROOT));
    switch (answer) {
      case CONFIRM -> visits.accepted(bundle, link.patient(), visit);
      case RESCHEDULE ->
          ehr.tell(
              link.patient(),
              records.task(
                  inbound,
                  TaskCode.RESCHEDULE_REQUEST,
                  link.patient(),
                  visit,
                  "The patient asks for another time. The visit stays booked until you move it."));
      case CANCEL -> {
        visits.declined(bundle, link.patient(), visit);
        records.task(
            inbound,
            TaskCode.RESCHEDULE_REQUEST,
            link.patient(),
            visit,
            "The patient says that they do not come. Please cancel or move the visit; reminders"
                + " have stopped.");
      }
    }
    writer.write(bundle);
  }
}

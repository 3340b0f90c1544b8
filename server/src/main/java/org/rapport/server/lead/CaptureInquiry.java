package org.rapport.server.lead;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskPriority;
import org.rapport.profiles.Profiles;
import org.rapport.server.apply.ChangeWork;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.inbound.CrisisWording;
import org.rapport.server.journey.DeadlineWords;
import org.rapport.server.lead.LeadPeople.Person;
import org.rapport.server.lead.LeadRouting.Routed;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.Fingerprint;
import org.rapport.server.store.OutreachTask;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.StoreSession;
import org.rapport.server.work.Rush;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.TaskCode;
import org.rapport.time.CivilTime;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes an inquiry, in one transaction: who it is, which team answers and by when, every answer,
 * the permissions, and the plan with its acknowledgement, which is due at the commit. The same
 * submission within a day is the same inquiry, also twenty at once.
 */
@Component
public class CaptureInquiry {
  private static final Duration SAME = Duration.ofDays(1);

  private final LeadPeople people;
  private final LeadRows rows;
  private final LeadRouting routing;
  private final CrisisWording crisis;
  private final ChangeWork changes;
  private final WorkQueue work;
  private final StoreSession session;
  private final PatientLocks locks;
  private final ResourceWriter writer;
  private final IFhirResourceDao<Task> tasks;
  private final TransactionTemplate transaction;
  private final Rush rush;
  private final Clock clock;
  private final ZoneId clinicZone;
  private final CivilTime time = CivilTime.installed();

  CaptureInquiry(
      LeadPeople people,
      LeadRows rows,
      LeadRouting routing,
      CrisisWording crisis,
      ChangeWork changes,
      WorkQueue work,
      StoreSession session,
      PatientLocks locks,
      ResourceWriter writer,
      IFhirResourceDao<Task> tasks,
      TransactionTemplate transaction,
      Rush rush,
      Clock clock,
      RapportSettings settings) {
    this.people = people;
    this.rows = rows;
    this.routing = routing;
    this.crisis = crisis;
    this.changes = changes;
    this.work = work;
    this.session = session;
    this.locks = locks;
    this.writer = writer;
    this.tasks = tasks;
    this.transaction = transaction;
    this.rush = rush;
    this.clock = clock;
    this.clinicZone = settings.clinic().zone();
  }

  /**
   * What came of it.
   *
   * @param lead id of the Task
   * @param respondBy when a person answers at the latest
   * @param words that time in the inquirer's language
   * @param outOfScope whether it is something that we cannot do
   * @param crisis whether what was written has crisis wording
   */
  public record Captured(
      String lead,
      String patient,
      Instant respondBy,
      String words,
      boolean outOfScope,
      boolean crisis) {}

  /**
   * Takes one.
   *
   * @param draft id of the QuestionnaireResponse that was kept before, with its patient; or null
   */
  public Captured capture(Inquiry inquiry, Questionnaire form, Draft draft) {
    return rush.during(() -> transaction.execute(status -> take(inquiry, form, draft)));
  }

  /** A form that was kept: its answers, and whose they are. */
  public record Draft(String answers, String patient) {}

  private Captured take(Inquiry inquiry, Questionnaire form, Draft draft) {
    Instant now = clock.instant();
    lockAddresses(inquiry);
    String fingerprint = fingerprint(inquiry);
    Optional<LeadRows.Known> same = rows.same(fingerprint, now.minus(SAME));
    if (same.isPresent()) {
      return captured(same.get(), inquiry, now, false);
    }
    Person person =
        draft == null ? people.of(inquiry) : new Person(draft.patient(), null, List.of());
    locks.lock(List.of(person.id()));
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    String answers = draft == null ? UUID.randomUUID().toString() : draft.answers();
    if (person.patient() != null) {
      put(bundle, person.patient());
    }
    put(bundle, LeadAnswers.response(form, answers, person.id(), inquiry.answers(), true, now));
    Optional<LeadRows.Known> open =
        person.patient() == null
            ? rows.open(person.id(), inquiry.answer(Inquiry.SERVICE))
            : Optional.empty();
    LeadRows.Known lead =
        open.isPresent()
            ? again(bundle, open.get(), inquiry, now)
            : begin(bundle, person, answers, inquiry, fingerprint, now);
    put(bundle, touch(inquiry, person.id(), lead.id(), now));
    unsure(bundle, person, now);
    boolean danger = crisis.in(inquiry.answer(Inquiry.MESSAGE));
    Optional<Route> route = inquiry.route();
    if (danger && route.isPresent()) {
      crisis.raise(
          bundle,
          route.get(),
          "form " + answers,
          inquiry.answer(Inquiry.MESSAGE),
          person.id(),
          now);
    }
    people.note(inquiry, person, now).ifPresent(alarm -> put(bundle, alarm));
    writer.write(bundle);
    plan(person.id(), List.of("Task/" + lead.id(), "QuestionnaireResponse/" + answers));
    // After the plan, so that the acknowledgement goes before the question to confirm.
    Bundle consents = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    FormConsents.add(consents, form, inquiry, person.id(), answers, now);
    writer.write(consents);
    return captured(lead, inquiry, now, danger);
  }

  // Two submissions at once with an address in common are taken one after the other, so that the
  // second finds whom the first has made.
  private void lockAddresses(Inquiry inquiry) {
    List<String> addresses = new ArrayList<>();
    if (inquiry.phone() != null) {
      addresses.add("address " + inquiry.phone());
    }
    if (inquiry.email() != null) {
      addresses.add("address " + inquiry.email().toLowerCase(Locale.ROOT));
    }
    locks.lock(addresses);
  }

  private static String fingerprint(Inquiry inquiry) {
    Map<String, String> all = new TreeMap<>(inquiry.answers());
    all.put(Inquiry.PHONE, String.valueOf(inquiry.phone()));
    all.put(Inquiry.EMAIL, String.valueOf(inquiry.email()));
    return Fingerprint.of(inquiry.origin().questionnaire(), all.toString());
  }

  private LeadRows.Known begin(
      Bundle bundle,
      Person person,
      String answers,
      Inquiry inquiry,
      String fingerprint,
      Instant now) {
    Routed routed = routing.route(inquiry, false, now);
    String id = UUID.randomUUID().toString();
    put(
        bundle,
        LeadTask.of(
            id, person.id(), answers, inquiry, routed.routing(), now, routed.due(), fingerprint));
    return new LeadRows.Known(id, person.id(), routed.due(), routed.routing().outOfScope());
  }

  private LeadRows.Known again(Bundle bundle, LeadRows.Known known, Inquiry inquiry, Instant now) {
    Task task = tasks.read(new IdType("Task", known.id()), new SystemRequestDetails());
    LeadTask.add(task, inquiry, now);
    put(bundle, task);
    return known;
  }

  private static Communication touch(Inquiry inquiry, String patient, String lead, Instant now) {
    Communication communication = new Communication();
    communication.setId(UUID.randomUUID().toString());
    communication.getMeta().addProfile(Profiles.ENGAGEMENT_COMMUNICATION);
    communication.setStatus(CommunicationStatus.COMPLETED);
    communication.addCategory(Concepts.of(EngagementCategory.INQUIRY));
    communication.setSubject(new Reference("Patient/" + patient));
    communication.setSender(new Reference("Patient/" + patient));
    communication.addAbout(new Reference("Task/" + lead));
    communication.setReceived(Date.from(now));
    communication.addNote().setText("By " + inquiry.origin().by());
    if (!inquiry.attribution().isEmpty()) {
      communication.addExtension(inquiry.attribution().extension(null, now));
    }
    return communication;
  }

  private static void unsure(Bundle bundle, Person person, Instant now) {
    if (person.perhaps().isEmpty()) {
      return;
    }
    Task task =
        OutreachTask.withId(UUID.randomUUID().toString(), TaskCode.RESOLVE_IDENTITY, now)
            .priority(TaskPriority.ROUTINE)
            .saying(
                "This person has an address or a name in common with somebody we know. Please find"
                    + " out whether they are one, and merge them if so.")
            .patient(person.id())
            .focus("Patient/" + person.id())
            .task();
    for (String other : person.perhaps()) {
      task.addInput()
          .setType(new CodeableConcept().setText("may-be"))
          .setValue(new Reference("Patient/" + other));
    }
    put(bundle, task);
  }

  // The plan stands with the inquiry: its acknowledgement need not wait for a worker to plan it.
  private void plan(String patient, List<String> foci) {
    session.renew();
    changes.plan(foci.stream().map(focus -> new ChangeWork.Change(patient, focus)).toList());
    work.planned(patient, foci, clock.instant());
  }

  private Captured captured(LeadRows.Known lead, Inquiry inquiry, Instant now, boolean danger) {
    Instant due = lead.due() == null ? now : lead.due();
    return new Captured(
        lead.id(),
        lead.patient(),
        due,
        DeadlineWords.of(due, now, clinicZone, inquiry.language(), time),
        lead.outOfScope(),
        danger);
  }
}

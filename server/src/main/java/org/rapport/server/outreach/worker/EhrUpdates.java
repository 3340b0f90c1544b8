package org.rapport.server.outreach.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.ehr.told.ToldVisits;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.OutreachTask;
import org.rapport.server.store.StoredResources;
import org.rapport.server.work.DeadWork;
import org.rapport.server.work.WorkItem;
import org.rapport.server.work.WorkItems;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.OutcomeKind;
import org.rapport.terminology.Ref;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What an EHR is to be told, answers of patients and what became of visits here: claimed as work,
 * told by a worker, and taken off the queue once the EHR has it. What the EHR refuses for good, or
 * has not taken for a day, is a person's.
 */
@Component
class EhrUpdates {
  /** With the longest back-off, about a day: an EHR's maintenance takes a night. */
  private static final int MAX_ATTEMPTS = 100;

  private static final int CONTROL_LENGTH = 20;

  /** What a person reads of each code. */
  private static final Map<String, String> WORDS =
      Map.of(
          "booked", "the visit was booked here",
          "moved", "the visit was moved here",
          "changed", "the visit's status, place or person was changed here",
          "cancelled", "the visit was cancelled here",
          "no-show", "the patient did not come",
          "deleted", "the visit was entered in error",
          "confirmed", "the patient comes",
          "declined", "the patient does not come",
          "reschedule-requested", "the patient asks for another time");

  /** The same of what workers say of a failure. */
  private static final Map<String, String> REASONS =
      Map.of(
          "conflict", "it has another time or status there",
          "not-found", "it is not there, or not with this patient",
          "no-patch", "of a group visit one patient's word cannot be written there by machine",
          "not-by-fhir", "places and people are not written by machine",
          "no-create", "visits cannot be made there by machine",
          "patient-unknown", "the patient is not known there",
          "several", "there is more than one that it could be",
          "twice-here", "its own word of the visit has made a second one here",
          "created-without-id", "it was made there, and under which number was not said",
          "created-unknown", "nobody can tell whether it was made there");

  private final WorkItems items;
  private final DeadWork dead;
  private final StoredResources stored;
  private final ToldVisits visits;
  private final ReceiverStates receivers;
  private final TransactionTemplate transaction;

  EhrUpdates(
      WorkItems items,
      DeadWork dead,
      StoredResources stored,
      ToldVisits visits,
      ReceiverStates receivers,
      TransactionTemplate transaction) {
    this.items = items;
    this.dead = dead;
    this.stored = stored;
    this.visits = visits;
    this.receivers = receivers;
    this.transaction = transaction;
  }

  /** Whether this kind of work is one. */
  static boolean kind(String kind) {
    return WorkQueue.EHR_UPDATE.equals(kind) || WorkQueue.EHR_WRITE.equals(kind);
  }

  /**
   * Something to tell.
   *
   * @param code {@code confirmed}, {@code declined} or {@code reschedule-requested}; of what was
   *     done here {@code booked}, {@code moved}, {@code changed}, {@code cancelled}, {@code
   *     no-show} or {@code deleted}
   * @param appointment a relative reference, of what was done here with a version
   * @param control the same for each try
   * @param note the patient's words, or null
   */
  record Update(WorkItem item, String code, String appointment, String control, String note) {}

  /** Claims due answers, each as it stands now; those that are gone or taken back are over. */
  List<Update> claim(String kind, int max, Duration lease, String worker) {
    List<WorkItem> claimed = transaction.execute(status -> items.claim(kind, max, lease, worker));
    Map<Long, Update> updates = new LinkedHashMap<>();
    for (WorkItem item : claimed) {
      update(item).ifPresent(update -> updates.put(item.id(), update));
    }
    List<Long> over =
        claimed.stream().map(WorkItem::id).filter(id -> !updates.containsKey(id)).toList();
    if (!over.isEmpty()) {
      transaction.executeWithoutResult(status -> items.done(over));
    }
    return new ArrayList<>(updates.values());
  }

  private Optional<Update> update(WorkItem item) {
    if (ToldVisits.isFor(item)) {
      return visits
          .code(item)
          .map(code -> new Update(item, code, item.focus(), control(code, item.focus()), null));
    }
    return stored.read(new IdType(item.focus())).flatMap(answer -> update(item, answer));
  }

  private static Optional<Update> update(WorkItem item, Resource answer) {
    if (answer instanceof AppointmentResponse response && response.hasParticipantStatus()) {
      return switch (response.getParticipantStatus()) {
        case ACCEPTED ->
            of(item, answer, "confirmed", response.getAppointment().getReference(), null);
        case DECLINED ->
            of(item, answer, "declined", response.getAppointment().getReference(), null);
        default -> Optional.empty();
      };
    }
    if (answer instanceof Task task) {
      return of(
          item,
          answer,
          "reschedule-requested",
          task.getFocus().getReference(),
          task.getReasonCode().getText());
    }
    return Optional.empty();
  }

  private static Optional<Update> of(
      WorkItem item, Resource answer, String code, String appointment, String note) {
    if (!Ref.is("Appointment", appointment)) {
      return Optional.empty();
    }
    String cause =
        answer.getIdElement().toUnqualifiedVersionless().getValue()
            + " "
            // A Task is written on by staff; what the patient asked for stays the same.
            + (answer instanceof Task ? "" : answer.getIdElement().getVersionIdPart());
    return Optional.of(new Update(item, code, appointment, control(code, cause), note));
  }

  private static String control(String code, String cause) {
    return NameBasedId.of(code + " " + cause).replace("-", "").substring(0, CONTROL_LENGTH);
  }

  /**
   * Notes what came of one.
   *
   * @param words what the EHR said of a refusal, for the Task alone; or null
   * @param receiver by name and address, of an HL7 v2 message; else null
   * @return false where the caller's lease ran out
   */
  boolean complete(
      long id, UUID lease, OutcomeKind kind, String detail, String words, String receiver) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              List<WorkItem> held =
                  items.held(List.of(id), lease).stream().filter(i -> kind(i.kind())).toList();
              held.forEach(item -> finish(item, kind, detail, words));
              if (!held.isEmpty()) {
                receivers.tried(receiver, detail);
              }
              return !held.isEmpty();
            }));
  }

  private void finish(WorkItem item, OutcomeKind kind, String detail, String words) {
    switch (kind) {
      case SENT -> items.done(List.of(item.id()));
      // Told twice is told once, by its control id: silence is no reason to give up.
      case RETRY, UNKNOWN -> failed(item, detail, words, MAX_ATTEMPTS);
      case FAILED -> failed(item, detail, words, 0);
    }
  }

  private void failed(WorkItem item, String detail, String words, int most) {
    dead.failed(item, detail, most, task -> byHand(task, item, detail, words));
  }

  // Somebody has to do there what we could not: so they are told what that was.
  private OutreachTask byHand(OutreachTask task, WorkItem item, String detail, String words) {
    Optional<Update> update =
        ToldVisits.isFor(item)
            ? visits.done(item).map(code -> new Update(item, code, item.focus(), null, null))
            : update(item);
    if (update.isEmpty()) {
      return task;
    }
    IdType visit = new IdType(update.get().appointment());
    Optional<Resource> as = stored.read(visit);
    String start =
        as.map(Appointment.class::cast)
            .filter(Appointment::hasStart)
            .map(one -> " (" + one.getStartElement().getValueAsString() + ")")
            .orElse("");
    task.saying(
        "The EHR was not told: "
            + WORDS.getOrDefault(update.get().code(), update.get().code())
            + start
            + ". Why: "
            + REASONS.getOrDefault(detail, detail)
            + (words == null ? "" : ", \"" + words.replace('"', '\'') + "\"")
            + ". See to it there.");
    if (stored.has(visit.toUnqualifiedVersionless())) {
      task.focus(visit.toUnqualifiedVersionless().getValue());
    }
    return stored.has(new IdType("Patient", item.patient())) ? task.patient(item.patient()) : task;
  }
}

package org.rapport.server.apply;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanIntent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.profiles.Extensions;
import org.rapport.server.apply.EnrolmentRows.Enrolled;
import org.rapport.server.apply.Reconciler.Planned;
import org.rapport.server.journey.Change;
import org.rapport.server.journey.Facts.EnrolmentState;
import org.rapport.server.journey.Journey.Kind;
import org.rapport.server.journey.PlannedStep;
import org.rapport.server.store.DeletedReferences;
import org.rapport.terminology.NotDoneReason;
import org.springframework.stereotype.Component;

/** Turns the differences of plans into one FHIR transaction. */
@Component
class PlanBundle {
  private final IFhirResourceDao<CommunicationRequest> requests;
  private final IFhirResourceDao<CarePlan> carePlans;
  private final IFhirResourceDao<Task> taskDao;
  private final PlannedMessages messages;
  private final PlannedTasks tasks;
  private final SentPlaces sentPlaces;
  private final DeletedReferences deleted;

  PlanBundle(
      IFhirResourceDao<CommunicationRequest> requests,
      IFhirResourceDao<CarePlan> carePlans,
      IFhirResourceDao<Task> taskDao,
      PlannedMessages messages,
      PlannedTasks tasks,
      SentPlaces sentPlaces,
      DeletedReferences deleted) {
    this.requests = requests;
    this.carePlans = carePlans;
    this.taskDao = taskDao;
    this.messages = messages;
    this.tasks = tasks;
    this.sentPlaces = sentPlaces;
    this.deleted = deleted;
  }

  /** The transaction; without entries when nothing differs. */
  Bundle of(List<Planned> plans, Instant now) {
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    Map<String, String> places = places(plans);
    for (Planned planned : plans) {
      enrolment(planned, now).ifPresent(plan -> put(bundle, plan));
      for (Change change : planned.plan().changes()) {
        if (change instanceof Change.Add add) {
          String place = places.get(planned.key().carePlanId());
          add(bundle, planned, add.step(), Optional.ofNullable(place), now);
        } else if (change instanceof Change.Move move) {
          put(bundle, moved(planned, move));
        } else if (change instanceof Change.Revoke revoke) {
          Resource revoked = revoked(planned, revoke);
          put(bundle, revoked);
          if (revoke.reason() == NotDoneReason.PAUSED
              && revoked instanceof CommunicationRequest request) {
            put(bundle, NotDoneRecord.of(request, NotDoneReason.PAUSED));
          }
        }
      }
    }
    if (bundle.getEntry().stream().anyMatch(entry -> sendsSomewhere(entry.getResource()))) {
      // The place may be gone by now; what was planned with it is still to be written.
      deleted.detach(bundle);
    }
    return bundle;
  }

  private Map<String, String> places(List<Planned> plans) {
    return sentPlaces.of(
        plans.stream()
            .filter(planned -> planned.key().focusType().equals("Patient"))
            .filter(
                planned -> planned.plan().changes().stream().anyMatch(Change.Add.class::isInstance))
            .map(planned -> planned.key().carePlanId())
            .toList());
  }

  private static boolean sendsSomewhere(Resource resource) {
    return resource instanceof CommunicationRequest request
        && "Location".equals(request.getAboutFirstRep().getReferenceElement().getResourceType());
  }

  private void add(
      Bundle bundle, Planned planned, PlannedStep step, Optional<String> place, Instant now) {
    if (step.kind() == Kind.TASK) {
      put(bundle, tasks.task(planned, step, now));
      return;
    }
    CommunicationRequest request = messages.request(planned, step, place, now);
    request.setId(UUID.randomUUID().toString());
    put(bundle, request);
  }

  private Resource moved(Planned planned, Change.Move move) {
    return isTask(move.id())
        ? tasks.moved(readTask(move.id()), planned, move.step())
        : messages.moved(read(move.id()), planned, move.step());
  }

  private Resource revoked(Planned planned, Change.Revoke revoke) {
    return isTask(revoke.id())
        ? tasks.revoked(readTask(revoke.id()), revoke.reason())
        : messages.revoked(read(revoke.id()), planned, revoke.reason());
  }

  private static boolean isTask(String id) {
    return id.startsWith(EnrolmentRows.TASK);
  }

  private Task readTask(String id) {
    return taskDao.read(new IdType(id), new SystemRequestDetails());
  }

  private CommunicationRequest read(String id) {
    return requests.read(new IdType("CommunicationRequest", id), new SystemRequestDetails());
  }

  // Written when somebody comes on the journey, and when its state or version changes.
  private Optional<CarePlan> enrolment(Planned planned, Instant now) {
    if (planned.enrolment().isEmpty()) {
      return planned.plan().unwanted().isPresent()
          ? Optional.empty()
          : Optional.of(carePlan(planned, now));
    }
    Enrolled stands = planned.enrolment().get();
    CarePlanStatus status = status(planned);
    boolean same =
        stands.stopped()
            || stands.status().equals(status.toCode())
                && (stands.entered() == null || stands.entered().equals(planned.plan().entered()));
    boolean sameVersion =
        stands.canonical() == null || stands.canonical().equals(planned.journey().canonical());
    if (same && (sameVersion || over(status).isPresent())) {
      return Optional.empty();
    }
    CarePlan standing =
        carePlans.read(
            new IdType("CarePlan", planned.key().carePlanId()), new SystemRequestDetails());
    standing.setStatus(status);
    if (planned.plan().entered() != null) {
      standing.getPeriod().setStart(Date.from(planned.plan().entered()));
      standing.getPeriod().getStartElement().setPrecision(TemporalPrecisionEnum.MILLI);
    }
    standing.getPeriod().setEnd(over(status).map(end -> Date.from(now)).orElse(null));
    standing.getInstantiatesCanonical().clear();
    standing.addInstantiatesCanonical(planned.journey().canonical());
    messages.detach(standing, planned);
    return Optional.of(standing);
  }

  private static Optional<CarePlanStatus> over(CarePlanStatus status) {
    return Optional.of(status)
        .filter(s -> s == CarePlanStatus.COMPLETED || s == CarePlanStatus.REVOKED);
  }

  /** The enrolment as a resource: who is on which journey, and what it is about. */
  static CarePlan carePlan(Planned planned, Instant now) {
    CarePlan plan = new CarePlan();
    plan.setId(planned.key().carePlanId());
    plan.addInstantiatesCanonical(planned.journey().canonical());
    plan.setStatus(status(planned));
    plan.setIntent(CarePlanIntent.PLAN);
    plan.setSubject(new Reference("Patient/" + planned.key().patient()));
    plan.addSupportingInfo(new Reference(planned.key().focus()));
    plan.setCreated(Date.from(now));
    Instant entered = planned.plan().entered() == null ? now : planned.plan().entered();
    plan.setPeriod(new Period().setStart(Date.from(entered)));
    // Milliseconds: steps count from this instant, and it comes back from the store as it was.
    plan.getPeriod().getStartElement().setPrecision(TemporalPrecisionEnum.MILLI);
    if (planned.facts().enrolment().variant() != null) {
      plan.addExtension(
          Extensions.ASSIGNED_VARIANT, new CodeType(planned.facts().enrolment().variant()));
    }
    return plan;
  }

  private static CarePlanStatus status(Planned planned) {
    EnrolmentState state = planned.facts().enrolment().state();
    if (planned.plan().unwanted().isEmpty()) {
      return planned.enrolment().filter(Enrolled::paused).isPresent()
          ? CarePlanStatus.ONHOLD
          : CarePlanStatus.ACTIVE;
    }
    if (state == EnrolmentState.STOPPED) {
      return CarePlanStatus.REVOKED;
    }
    // A visit that took place, an inquiry that was seen to.
    boolean tookPlace =
        Set.of(AppointmentStatus.FULFILLED.toCode(), TaskStatus.COMPLETED.toCode())
                .contains(planned.facts().focus().status())
            && planned.plan().unwanted().get() == NotDoneReason.CONDITION_NOT_MET;
    return planned.plan().finished() || tookPlace
        ? CarePlanStatus.COMPLETED
        : CarePlanStatus.REVOKED;
  }
}

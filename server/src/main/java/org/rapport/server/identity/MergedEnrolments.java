package org.rapport.server.identity;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.server.apply.EnrolmentKey;
import org.rapport.server.store.Concepts;
import org.rapport.terminology.NotDoneReason;
import org.springframework.stereotype.Component;

/**
 * Takes a patient's journeys over to another. The id of an enrolment follows from its patient, so
 * each goes on as a new CarePlan with all that was planned and sent under the old one; where the
 * other is on the same journey about the same thing already, what was still to go is revoked.
 */
@Component
class MergedEnrolments {
  private final PatientReferences stored;

  MergedEnrolments(PatientReferences stored) {
    this.stored = stored;
  }

  /** The key of an enrolment of ours; empty for another CarePlan. */
  static Optional<EnrolmentKey> key(Resource resource, String patient) {
    if (!(resource instanceof CarePlan plan) || !plan.hasInstantiatesCanonical()) {
      return Optional.empty();
    }
    String focus =
        plan.getSupportingInfoFirstRep()
            .getReferenceElement()
            .toUnqualifiedVersionless()
            .getValue();
    String journey = plan.getInstantiatesCanonical().get(0).getValue().split("\\|")[0];
    if (focus == null) {
      return Optional.empty();
    }
    EnrolmentKey key = new EnrolmentKey(journey, patient, focus);
    return Optional.of(key).filter(k -> k.carePlanId().equals(plan.getIdElement().getIdPart()));
  }

  /**
   * Moves the enrolments among these resources.
   *
   * @return references of the new CarePlans by those of the old
   */
  Map<String, String> move(
      Bundle bundle, MergeJournal journal, List<Resource> resources, Repointing patients) {
    Map<String, String> moved = new LinkedHashMap<>();
    for (Resource resource : resources) {
      EnrolmentKey old = key(resource, journal.source()).orElse(null);
      if (old == null) {
        continue;
      }
      CarePlan plan = (CarePlan) resource;
      String before = "CarePlan/" + old.carePlanId();
      String focus = patients.references().getOrDefault(old.focus(), old.focus());
      String id = new EnrolmentKey(old.journey(), journal.target(), focus).carePlanId();
      Resource standing = stored.read(new IdType("CarePlan", id)).orElse(null);
      if (standing == null || continues(standing, before)) {
        CarePlan next = plan.copy();
        next.setId(id);
        next.setMeta(null);
        next.getReplaces().clear();
        patients.apply(next);
        next.addReplaces(new Reference(before));
        if (standing == null) {
          journal.make(next);
        } else {
          journal.change(standing);
        }
        put(bundle, next);
        moved.put(before, "CarePlan/" + id);
      }
      journal.change(plan);
      put(bundle, end(plan.copy(), journal.at()));
    }
    return moved;
  }

  /** Whether a CarePlan is what an earlier merge, undone since, has made of another. */
  private static boolean continues(Resource standing, String before) {
    return standing instanceof CarePlan plan
        && plan.getStatus() == CarePlanStatus.REVOKED
        && plan.getReplaces().stream().anyMatch(one -> before.equals(one.getReference()));
  }

  static CarePlan end(CarePlan plan, Instant now) {
    if (plan.getStatus() == CarePlanStatus.ACTIVE || plan.getStatus() == CarePlanStatus.ONHOLD) {
      plan.getPeriod().setEnd(Date.from(now));
    }
    plan.setStatus(CarePlanStatus.REVOKED);
    return plan;
  }

  /** Revokes what is still to go under an enrolment that does not go on. */
  static void revokeDoubled(Resource resource, Map<String, String> moved, List<String> enrolments) {
    if (resource instanceof CommunicationRequest request
        && ended(request.getGroupIdentifier(), moved, enrolments)
        && (request.getStatus() == CommunicationRequestStatus.ACTIVE
            || request.getStatus() == CommunicationRequestStatus.ONHOLD)) {
      request.setStatus(CommunicationRequestStatus.REVOKED);
      request.setStatusReason(reason());
    } else if (resource instanceof Task task
        && ended(task.getGroupIdentifier(), moved, enrolments)
        && task.getStatus() == TaskStatus.DRAFT) {
      task.setStatus(TaskStatus.CANCELLED);
      task.setStatusReason(reason());
    }
  }

  private static boolean ended(
      Identifier enrolment, Map<String, String> moved, List<String> enrolments) {
    String reference = "CarePlan/" + enrolment.getValue();
    return enrolments.contains(reference) && !moved.containsKey(reference);
  }

  private static CodeableConcept reason() {
    return Concepts.of(NotDoneReason.PATIENT_INACTIVE);
  }
}

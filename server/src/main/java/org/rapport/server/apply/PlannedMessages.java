package org.rapport.server.apply;

import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Canonicals;
import org.rapport.profiles.Profiles;
import org.rapport.server.apply.Reconciler.Planned;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.journey.Focus;
import org.rapport.server.journey.PlannedStep;
import org.rapport.server.store.Concepts;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.stereotype.Component;

/** Planned steps as CommunicationRequests (contract 3, "A planned message"). */
@Component
class PlannedMessages {
  static final String ENROLMENT_SYSTEM = Canonicals.BASE + "/NamingSystem/enrolment";

  /**
   * A new request for a step: active, or revoked when its moment had passed.
   *
   * @param place id of the Location that its reader is sent to
   */
  CommunicationRequest request(
      Planned planned, PlannedStep step, Optional<String> place, Instant now) {
    CommunicationRequest request = new CommunicationRequest();
    request.getMeta().addProfile(Profiles.PLANNED_MESSAGE);
    request.setSubject(new Reference("Patient/" + planned.key().patient()));
    request.addRecipient(new Reference("Patient/" + planned.key().patient()));
    // First, as in a message that is about nothing else: its text speaks of what comes first.
    place.ifPresent(id -> request.addAbout(new Reference("Location/" + id)));
    request.addAbout(new Reference(planned.key().focus()));
    request.addBasedOn(new Reference("CarePlan/" + planned.key().carePlanId()));
    request.setGroupIdentifier(
        new Identifier().setSystem(ENROLMENT_SYSTEM).setValue(planned.key().carePlanId()));
    OutreachPurpose.fromCode(step.purpose())
        .ifPresent(purpose -> request.addCategory(Concepts.of(purpose)));
    planned.channel().ifPresent(channel -> request.addMedium(Concepts.of(channel)));
    request.setAuthoredOn(Date.from(now));
    return write(request, planned, step);
  }

  /** A standing request, changed to how the step should stand. */
  CommunicationRequest moved(CommunicationRequest request, Planned planned, PlannedStep step) {
    return write(request, planned, step);
  }

  /** A standing request that should not be. */
  CommunicationRequest revoked(
      CommunicationRequest request, Planned planned, NotDoneReason reason) {
    if (planned.facts().patientState() == PatientState.DELETED) {
      request.setSubject(logical("Patient", planned.key().patient()));
      request.getRecipient().clear();
    }
    if (planned.facts().focus().status().equals(Focus.DELETED)) {
      request.getAbout().clear();
      request.addAbout(logical(planned.key().focusType(), planned.key().focusId()));
    }
    return Revoked.of(request, reason);
  }

  /** Takes references to deleted resources out of an enrolment, which could not be written else. */
  void detach(CarePlan plan, Planned planned) {
    if (planned.facts().patientState() == PatientState.DELETED) {
      plan.setSubject(logical("Patient", planned.key().patient()));
    }
    if (planned.facts().focus().status().equals(Focus.DELETED)) {
      plan.getSupportingInfo().clear();
      plan.addSupportingInfo(logical(planned.key().focusType(), planned.key().focusId()));
    }
  }

  // A deleted resource cannot be referred to by its address any more, only by its identity.
  private static Reference logical(String type, String id) {
    return new Reference()
        .setType(type)
        .setIdentifier(new Identifier().setSystem(Canonicals.BASE + "/" + type).setValue(id));
  }

  private CommunicationRequest write(
      CommunicationRequest request, Planned planned, PlannedStep step) {
    request.setOccurrence(StepExtensions.utc(step.occurrence()));
    StepExtensions.write(request, planned, step);
    if (step.refusal() != null) {
      return Revoked.of(request, step.refusal());
    }
    request.setStatus(
        step.held() ? CommunicationRequestStatus.ONHOLD : CommunicationRequestStatus.ACTIVE);
    request.setStatusReason(null);
    return request;
  }
}

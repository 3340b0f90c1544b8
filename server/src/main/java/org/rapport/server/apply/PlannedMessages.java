package org.rapport.server.apply;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Canonicals;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Profiles;
import org.rapport.server.apply.Reconciler.Planned;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.journey.PlannedStep;
import org.rapport.terminology.Channel;
import org.rapport.terminology.Coded;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.stereotype.Component;

/** Planned steps as CommunicationRequests (contract 3, "A planned message"). */
@Component
class PlannedMessages {
  static final String ENROLMENT_SYSTEM = "https://rapport.example.org/fhir/NamingSystem/enrolment";

  /** A new request for a step: active, or revoked when its moment had passed. */
  CommunicationRequest request(Planned planned, PlannedStep step, Instant now) {
    CommunicationRequest request = new CommunicationRequest();
    request.getMeta().addProfile(Profiles.PLANNED_MESSAGE);
    request.setSubject(new Reference("Patient/" + planned.key().patient()));
    request.addRecipient(new Reference("Patient/" + planned.key().patient()));
    request.addAbout(new Reference(planned.key().focus()));
    request.addBasedOn(new Reference("CarePlan/" + planned.key().carePlanId()));
    request.setGroupIdentifier(
        new Identifier().setSystem(ENROLMENT_SYSTEM).setValue(planned.key().carePlanId()));
    OutreachPurpose.fromCode(step.purpose())
        .ifPresent(purpose -> request.addCategory(concept(purpose, OutreachPurpose.SYSTEM)));
    planned.channel().ifPresent(channel -> request.addMedium(concept(channel, Channel.SYSTEM)));
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
    if (planned.facts().visit().status().equals("deleted")) {
      request.getAbout().clear();
      request.addAbout(logical("Appointment", planned.key().visit()));
    }
    return revoke(request, reason);
  }

  /** Takes references to deleted resources out of an enrolment, which could not be written else. */
  void detach(CarePlan plan, Planned planned) {
    if (planned.facts().patientState() == PatientState.DELETED) {
      plan.setSubject(logical("Patient", planned.key().patient()));
    }
    if (planned.facts().visit().status().equals("deleted")) {
      plan.getSupportingInfo().clear();
      plan.addSupportingInfo(logical("Appointment", planned.key().visit()));
    }
  }

  // A deleted resource cannot be referred to by its address any more, only by its identity.
  private static Reference logical(String type, String id) {
    return new Reference()
        .setType(type)
        .setIdentifier(new Identifier().setSystem(Canonicals.BASE + "/" + type).setValue(id));
  }

  private static CommunicationRequest revoke(CommunicationRequest request, NotDoneReason reason) {
    request.setStatus(CommunicationRequestStatus.REVOKED);
    request.setStatusReason(concept(reason, NotDoneReason.SYSTEM));
    return request;
  }

  static CodeableConcept concept(Coded code, String system) {
    return new CodeableConcept(new Coding(system, code.code(), code.display()));
  }

  private CommunicationRequest write(
      CommunicationRequest request, Planned planned, PlannedStep step) {
    request.setOccurrence(utc(step.occurrence()));
    request
        .getExtension()
        .removeIf(
            extension ->
                extension.getUrl().equals(Extensions.JOURNEY_STEP)
                    || extension.getUrl().equals(Extensions.PLANNED_LOCAL_TIME)
                    || extension.getUrl().equals(Extensions.USEFUL_UNTIL));
    Extension origin = request.addExtension();
    origin.setUrl(Extensions.JOURNEY_STEP);
    origin.addExtension(
        Extensions.JourneyStep.JOURNEY, new CanonicalType(planned.journey().canonical()));
    origin.addExtension(Extensions.JourneyStep.STEP, new IdType(step.step()));
    origin.addExtension(
        Extensions.JourneyStep.ANCHOR,
        new InstantType(
            Date.from(step.anchor()),
            ca.uhn.fhir.model.api.TemporalPrecisionEnum.MILLI,
            TimeZone.getTimeZone("UTC")));
    origin.addExtension(Extensions.JourneyStep.TEMPLATE, new CanonicalType(step.template()));
    Extension local = request.addExtension();
    local.setUrl(Extensions.PLANNED_LOCAL_TIME);
    local.addExtension(
        Extensions.PlannedLocalTime.LOCAL_DATE_TIME,
        new StringType(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(step.local())));
    local.addExtension(Extensions.PlannedLocalTime.ZONE, new CodeType(step.zone().getId()));
    local.addExtension(Extensions.PlannedLocalTime.RULE, new StringType(step.rule()));
    if (step.usefulUntil() != null) {
      request.addExtension(Extensions.USEFUL_UNTIL, utc(step.usefulUntil()));
    }
    if (step.passed()) {
      return revoke(request, NotDoneReason.WINDOW_PASSED);
    }
    request.setStatus(CommunicationRequestStatus.ACTIVE);
    request.setStatusReason(null);
    return request;
  }

  private static DateTimeType utc(Instant instant) {
    return new DateTimeType(
        Date.from(instant),
        ca.uhn.fhir.model.api.TemporalPrecisionEnum.MILLI,
        TimeZone.getTimeZone("UTC"));
  }
}

package org.rapport.server.topic;

import java.util.EnumSet;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Task;
import org.rapport.terminology.TaskCode;

/**
 * What somebody may want to know of. The contract names some of them as topics of Subscriptions.
 */
enum Topic {
  TASK("task-change"),
  LEAD("lead-change"),
  COMMUNICATION("communication-outcome"),
  MESSAGE("message-change"),
  CAMPAIGN("campaign-change"),
  APPOINTMENT("appointment-change"),
  SLOT("slot-change"),
  CONSENT("consent-change"),
  PATIENT("patient-change"),
  ENROLMENT("enrolment-change"),
  JOURNEY("journey-change");

  private final String code;

  Topic(String code) {
    this.code = code;
  }

  /** As it is told; a sequence of the database is named like it. */
  String code() {
    return code;
  }

  /** What a write of this resource is about; nothing for most types. */
  static Set<Topic> of(IBaseResource resource) {
    if (resource instanceof Task task) {
      return task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.LEAD.code())
          ? EnumSet.of(TASK, LEAD)
          : EnumSet.of(TASK);
    } else if (resource instanceof Communication) {
      return EnumSet.of(COMMUNICATION);
    } else if (resource instanceof CommunicationRequest message) {
      boolean campaign =
          "Group".equals(message.getSubject().getReferenceElement().getResourceType());
      return EnumSet.of(campaign ? CAMPAIGN : MESSAGE);
    } else if (resource instanceof Appointment || resource instanceof AppointmentResponse) {
      return EnumSet.of(APPOINTMENT);
    } else if (resource instanceof Slot) {
      return EnumSet.of(SLOT);
    } else if (resource instanceof Consent) {
      return EnumSet.of(CONSENT);
    } else if (resource instanceof Patient || resource instanceof RelatedPerson) {
      return EnumSet.of(PATIENT);
    } else if (resource instanceof CarePlan) {
      return EnumSet.of(ENROLMENT);
    } else if (resource instanceof PlanDefinition || resource instanceof ActivityDefinition) {
      return EnumSet.of(JOURNEY);
    }
    return EnumSet.noneOf(Topic.class);
  }
}

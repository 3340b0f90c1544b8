package org.rapport.server.inbound;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskPriority;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Profiles;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.Evidence;
import org.rapport.server.consent.OutreachConsents;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.OutreachTask;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.terminology.TaskCode;

/**
 * What came in, and what follows from it, as entries of one transaction. Ids are derived from the
 * cause, so that a repeat writes the same again.
 */
final class InboundRecords {
  private static final String PROVIDER_SYSTEM = "urn:rapport:provider:";

  private final Bundle bundle;
  private final Instant now;
  private final Instant signalled;

  /**
   * Records of one text.
   *
   * @param signalled when it counts as received: later than any other signal of its address
   */
  InboundRecords(Bundle bundle, Instant now, Instant signalled) {
    this.bundle = bundle;
    this.now = now;
    this.signalled = signalled;
  }

  /**
   * The message itself.
   *
   * @param category null for a provider's word about an address, which no patient said
   * @param reason what it shows about its address, or null
   */
  Communication received(
      Inbound inbound, EngagementCategory category, List<String> patients, NotDoneReason reason) {
    Communication communication = new Communication();
    communication.setId(inbound.communication());
    communication.getMeta().addProfile(Profiles.ENGAGEMENT_COMMUNICATION);
    communication.setStatus(CommunicationStatus.COMPLETED);
    if (category != null) {
      communication.addCategory(Concepts.of(category));
    }
    communication.addMedium(Concepts.of(inbound.from().channel()));
    communication.setReceived(Date.from(signalled));
    communication.addExtension(Extensions.RECEIVED_FROM, contact(inbound.from()));
    communication
        .addIdentifier()
        .setSystem(PROVIDER_SYSTEM + inbound.from().channel().code())
        .setValue(inbound.messageId());
    if (!inbound.body().isEmpty()) {
      communication.addPayload().setContent(new StringType(inbound.body()));
    }
    if (reason != null) {
      communication.setStatusReason(Concepts.of(reason));
    }
    if (patients.size() == 1) {
      communication.setSubject(patient(patients.get(0)));
      communication.setSender(patient(patients.get(0)));
    } else {
      // Nobody can say which of them wrote it.
      patients.forEach(id -> communication.addAbout(patient(id)));
    }
    put(bundle, communication);
    return communication;
  }

  /** The id of the refusal that an opt-out leads to for a patient. */
  static String refusalId(String communication, String patient) {
    return NameBasedId.of("opt-out " + communication + " " + patient);
  }

  /**
   * The patient's refusal of the channel, for those who read consents.
   *
   * @param only for this purpose; null: for all
   */
  void refusal(Inbound inbound, String patient, OutreachPurpose only) {
    Consent consent =
        OutreachConsents.of(
            refusalId(inbound.communication(), patient), patient, ConsentState.ACTIVE, signalled);
    consent.setSource(new Reference("Communication/" + inbound.communication()));
    consent
        .getProvision()
        .setType(ConsentProvisionType.DENY)
        .addCode(Concepts.of(inbound.from().channel()));
    if (only != null) {
      consent
          .getProvision()
          .addPurpose(new Coding(OutreachPurpose.SYSTEM, only.code(), only.display()));
    }
    consent.addExtension(evidence(inbound).extension());
    put(bundle, consent);
  }

  // What was said, in the words in which it was said; a provider's report has none.
  private static Evidence evidence(Inbound inbound) {
    boolean said = !inbound.body().isBlank();
    return new Evidence(
        said ? inbound.body() : "Reported by the provider of the channel",
        null,
        null,
        inbound.from().channel().code(),
        contact(inbound.from()),
        null,
        said ? null : "provider");
  }

  /**
   * Work for a person.
   *
   * @param patient or null where nobody knows whose it is
   * @param visit or null
   * @return its reference
   */
  String task(Inbound inbound, TaskCode code, String patient, String visit, String description) {
    String communication = "Communication/" + inbound.communication();
    Task task =
        OutreachTask.becauseOf(
                code.code() + " " + inbound.communication() + " " + patient, code, now)
            .priority(code == TaskCode.CRISIS ? TaskPriority.STAT : TaskPriority.URGENT)
            .saying(description)
            .patient(patient)
            .focus(visit == null ? communication : "Appointment/" + visit)
            .task();
    if (!inbound.body().isEmpty()) {
      task.setReasonCode(new CodeableConcept().setText(inbound.body()));
    }
    task.setReasonReference(new Reference(communication));
    put(bundle, task);
    return "Task/" + task.getIdElement().getIdPart();
  }

  /**
   * An answer, due at once, to the address that wrote.
   *
   * @param patient null where nobody has the address
   * @param visit what it is about, or null
   * @param useful how long it is of use
   */
  CommunicationRequest answer(
      Inbound inbound, AnswerKind kind, String patient, String visit, Duration useful) {
    CommunicationRequest request =
        prompt(
            NameBasedId.of("answer " + inbound.communication()),
            inbound.from(),
            kind,
            patient,
            now.plus(useful));
    if (visit != null) {
      request.addAbout(new Reference("Appointment/" + visit));
    }
    request.addAbout(new Reference("Communication/" + inbound.communication()));
    put(bundle, request);
    return request;
  }

  /** A text of ours to an address, due at once; not yet part of the transaction. */
  CommunicationRequest prompt(
      String id, Route to, AnswerKind kind, String patient, Instant usefulUntil) {
    CommunicationRequest request = new CommunicationRequest();
    request.setId(id);
    if (patient != null) {
      // The profile asks whose it is: an answer to somebody unknown is a request all the same.
      request.getMeta().addProfile(Profiles.PLANNED_MESSAGE);
      request.setSubject(patient(patient));
    }
    request.addExtension(Extensions.ANSWER_KIND, new CodeType(kind.code()));
    request.addExtension(Extensions.ANSWER_TO, contact(to));
    request.addExtension(
        Extensions.USEFUL_UNTIL, new DateTimeType(Date.from(usefulUntil)).setTimeZoneZulu(true));
    request.setStatus(CommunicationRequestStatus.ACTIVE);
    request.addCategory(Concepts.of(OutreachPurpose.ACKNOWLEDGEMENT));
    request.addMedium(Concepts.of(to.channel()));
    request.setAuthoredOn(Date.from(now));
    request.setOccurrence(new DateTimeType(Date.from(now)).setTimeZoneZulu(true));
    return request;
  }

  static Reference patient(String id) {
    return new Reference("Patient/" + id);
  }

  private static ContactPoint contact(Route route) {
    return new ContactPoint()
        .setSystem(
            route.channel() == Channel.EMAIL ? ContactPointSystem.EMAIL : ContactPointSystem.SMS)
        .setValue(route.address());
  }
}

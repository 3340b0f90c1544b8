package org.rapport.server.outreach.outcome;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Profiles;
import org.rapport.server.apply.Revoked;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.outcome.AnsweredAttempts.Answered;
import org.rapport.server.outreach.text.MessageLinks;
import org.rapport.server.projection.Stranger;
import org.rapport.server.store.Concepts;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.NotDoneReason;
import org.springframework.stereotype.Component;

/**
 * How a planned message ended, as resources (contract 3 and 9): a Communication and the request's
 * last state, added to a transaction Bundle.
 */
@Component
public class MessageRecords {
  static final String PROVIDER_SYSTEM = "urn:rapport:provider:";

  private final IFhirResourceDao<CommunicationRequest> requests;

  MessageRecords(IFhirResourceDao<CommunicationRequest> requests) {
    this.requests = requests;
  }

  /**
   * Refused for good: Communication not-done, request revoked, the same reason on both.
   *
   * @param words beside the code, or null
   */
  public void refused(Bundle bundle, DueMessage message, NotDoneReason reason, String words) {
    CommunicationRequest request = read(message.id());
    Communication communication = base(request, message.request().purpose().code());
    communication.setStatus(CommunicationStatus.NOTDONE);
    communication.setStatusReason(Concepts.of(reason).setText(words));
    communication.setId(UUID.randomUUID().toString());
    put(bundle, communication);
    Revoked.of(request, reason).getStatusReason().setText(words);
    put(bundle, request);
  }

  /** Taken by the provider. */
  void sent(Bundle bundle, Answered attempt) {
    CommunicationRequest request = attempted(attempt);
    Communication communication = attempted(request, attempt);
    // Of a call it is known only when it was made.
    communication.setStatus(
        Channel.VOICE.code().equals(attempt.channel())
            ? CommunicationStatus.INPROGRESS
            : CommunicationStatus.COMPLETED);
    communication.setSent(
        Date.from(attempt.begunAt() == null ? attempt.answeredAt() : attempt.begunAt()));
    communication.addExtension(
        Extensions.DELIVERY_STATUS,
        new CodeType(attempt.deliveryStatus() == null ? "sent" : attempt.deliveryStatus()));
    if ("delivered".equals(attempt.deliveryStatus())) {
      communication.setReceived(Date.from(attempt.answeredAt()));
    }
    if ("failed".equals(attempt.deliveryStatus())) {
      ending(attempt.reason())
          .ifPresent(reason -> ends(communication, reason, attempt.answeredAt()));
    }
    put(bundle, communication);
    if (!request.hasStatus()) {
      return;
    }
    request.setStatus(CommunicationRequestStatus.COMPLETED);
    request.setStatusReason(null);
    Channel.fromCode(attempt.channel())
        .ifPresent(
            channel -> {
              request.getMedium().clear();
              request.addMedium(Concepts.of(channel));
            });
    put(bundle, request);
  }

  /** The reason if it is one for which its address is not written to again. */
  static Optional<NotDoneReason> ending(String reason) {
    return NotDoneReason.fromCode(String.valueOf(reason))
        .filter(one -> one == NotDoneReason.INVALID_ADDRESS || one == NotDoneReason.OPTED_OUT);
  }

  /** The provider took it, and found later that nobody has the number, or wants messages there. */
  static void ends(Communication communication, NotDoneReason reason, Instant since) {
    if (since(communication, since)) {
      communication.setStatusReason(Concepts.of(reason));
    }
  }

  /** What its statusReason says of the address is known since then; false where it has none. */
  static boolean since(Communication communication, Instant since) {
    Extension address = communication.getExtensionByUrl(Extensions.SENT_TO);
    if (address == null || !(address.getValue() instanceof ContactPoint to)) {
      return false;
    }
    to.getPeriod().setStart(Date.from(since));
    return true;
  }

  /** Failed on this channel; the request stays active, to go on another. */
  void failedOver(Bundle bundle, Answered attempt, NotDoneReason reason) {
    CommunicationRequest request = read(attempt.request());
    if (attempt.begunAt() != null) {
      notDone(bundle, request, attempt, reason);
    }
    request.addExtension(Extensions.FAILED_CHANNEL, new CodeType(attempt.channel()));
    put(bundle, request);
  }

  /** Failed, or unknowable. */
  void failed(Bundle bundle, Answered attempt, NotDoneReason reason) {
    CommunicationRequest request = attempted(attempt);
    notDone(bundle, request, attempt, reason);
    if (request.hasStatus()) {
      put(bundle, Revoked.of(request, reason));
    }
  }

  private static void notDone(
      Bundle bundle, CommunicationRequest request, Answered attempt, NotDoneReason reason) {
    Communication communication = attempted(request, attempt);
    communication.setStatus(CommunicationStatus.NOTDONE);
    communication.setStatusReason(Concepts.of(reason));
    if (communication.getExtensionByUrl(Extensions.SENT_TO).getValue() instanceof ContactPoint to) {
      // From when on the provider's word about the address holds.
      to.getPeriod().setStart(Date.from(attempt.answeredAt()));
    }
    put(bundle, communication);
  }

  // A request that was deleted while its message was under way is not written again (it has no
  // status here): what happened to the message is still told, of the patient it went to.
  private CommunicationRequest attempted(Answered attempt) {
    if (!attempt.requestDeleted()) {
      return read(attempt.request());
    }
    CommunicationRequest gone = new CommunicationRequest();
    gone.setId("CommunicationRequest/" + attempt.request());
    if (!Stranger.is(attempt.patient())) {
      gone.setSubject(new Reference("Patient/" + attempt.patient()));
    }
    return gone;
  }

  private CommunicationRequest read(String id) {
    return requests.read(new IdType("CommunicationRequest", id), new SystemRequestDetails());
  }

  private static Communication attempted(CommunicationRequest request, Answered attempt) {
    Communication communication = base(request, attempt.purpose());
    communication.setId(attempt.id().toString());
    Channel.fromCode(attempt.channel())
        .ifPresent(channel -> communication.addMedium(Concepts.of(channel)));
    communication.addExtension(Extensions.SENT_TO, address(attempt));
    communication
        .addPayload()
        .setContent(new StringType(MessageLinks.withoutSignIn(attempt.body())));
    communication.setLanguage(attempt.language());
    if (attempt.subject() != null) {
      communication.setTopic(new CodeableConcept().setText(attempt.subject()));
    }
    if (attempt.template() != null) {
      communication.addInstantiatesCanonical(attempt.template());
    }
    if (attempt.replyToken() != null) {
      communication.addExtension(Extensions.REPLY_TOKEN, new StringType(attempt.replyToken()));
    }
    if (attempt.providerId() != null) {
      for (String part : attempt.providerId().split(" ")) {
        communication.addIdentifier().setSystem(PROVIDER_SYSTEM + attempt.channel()).setValue(part);
      }
    }
    return communication;
  }

  private static ContactPoint address(Answered attempt) {
    return new ContactPoint()
        .setSystem(
            switch (Channel.fromCode(attempt.channel()).orElse(Channel.SMS)) {
              case EMAIL -> ContactPointSystem.EMAIL;
              case VOICE -> ContactPointSystem.PHONE;
              case PORTAL -> ContactPointSystem.OTHER;
              default -> ContactPointSystem.SMS;
            })
        .setValue(attempt.address());
  }

  private static Communication base(CommunicationRequest request, String purpose) {
    Communication communication = new Communication();
    for (String kept : List.of(Extensions.ASSIGNED_VARIANT, Extensions.FAILED_CHANNEL)) {
      Extension extension = request.getExtensionByUrl(kept);
      if (extension != null) {
        communication.addExtension(extension.copy());
      }
    }
    communication.getMeta().addProfile(Profiles.ENGAGEMENT_COMMUNICATION);
    communication.addBasedOn(
        new Reference("CommunicationRequest/" + request.getIdElement().getIdPart()));
    if (request.getSubject().hasReference()) {
      communication.setSubject(new Reference(request.getSubject().getReference()));
      communication.addRecipient(new Reference(request.getSubject().getReference()));
    }
    request.getAbout().stream()
        .filter(Reference::hasReference)
        .forEach(about -> communication.addAbout(new Reference(about.getReference())));
    EngagementCategory.fromCode(purpose)
        .ifPresent(category -> communication.addCategory(Concepts.of(category)));
    return communication;
  }
}

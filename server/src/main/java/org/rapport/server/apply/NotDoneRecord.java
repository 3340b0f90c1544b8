package org.rapport.server.apply;

import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Profiles;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.NameBasedId;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.NotDoneReason;

/** The outcome of a message that was taken back before the gate was asked. Pure. */
public final class NotDoneRecord {
  private NotDoneRecord() {}

  /** A Communication not-done; its id follows from the request, so that there is one. */
  public static Communication of(CommunicationRequest request, NotDoneReason reason) {
    String id = request.getIdElement().getIdPart();
    Communication communication = new Communication();
    communication.setId(NameBasedId.of(reason.code() + " " + id));
    communication.getMeta().addProfile(Profiles.ENGAGEMENT_COMMUNICATION);
    communication.setStatus(CommunicationStatus.NOTDONE);
    communication.setStatusReason(Concepts.of(reason));
    communication.addBasedOn(new Reference("CommunicationRequest/" + id));
    communication.setSubject(request.getSubject().copy());
    request.getRecipient().forEach(to -> communication.addRecipient(to.copy()));
    request.getAbout().forEach(about -> communication.addAbout(about.copy()));
    request.getCategory().stream()
        .flatMap(category -> category.getCoding().stream())
        .flatMap(coding -> EngagementCategory.fromCode(coding.getCode()).stream())
        .findFirst()
        .ifPresent(category -> communication.addCategory(Concepts.of(category)));
    return communication;
  }
}

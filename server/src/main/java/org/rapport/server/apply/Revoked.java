package org.rapport.server.apply;

import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.rapport.server.store.Concepts;
import org.rapport.terminology.NotDoneReason;

/** A message that does not go after all. Pure. */
public final class Revoked {
  private Revoked() {}

  /** The same request, with the reason; to be written by the caller. */
  public static CommunicationRequest of(CommunicationRequest request, NotDoneReason reason) {
    request.setStatus(CommunicationRequestStatus.REVOKED);
    request.setStatusReason(Concepts.of(reason));
    return request;
  }
}

package org.rapport.server.ehr.told;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.audit.Callers;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.server.work.WorkQueue;
import org.springframework.stereotype.Component;

/**
 * Has an EHR told of each visit that is booked, moved or cancelled here, in the transaction that
 * does it. Here is what this server does itself (a link, the waitlist, {@code $book}) and what a
 * person writes. What a client writes that acts for itself is not: it may be the EHR's own
 * interface, and is ours where it brings what the EHR has said.
 */
@Component
@Interceptor
public class VisitChanges implements StorageInterceptor {
  /** Who says what the EHR has said, in the Provenance of the intake (contract 4). */
  private static final String EHR = "urn:rapport:ehr";

  private static final String FROM_EHR = VisitChanges.class.getName();

  private final WorkQueue queue;
  private final Callers callers;
  private final Optional<String> way;

  VisitChanges(WorkQueue queue, Callers callers, RapportSettings settings) {
    this.queue = queue;
    this.callers = callers;
    this.way = way(settings.ehr());
  }

  // By one of the two: told by both, an EHR would have each move twice.
  private static Optional<String> way(RapportSettings.Ehr ehr) {
    if (ehr.mllpPresent()) {
      return Optional.of(WorkQueue.EHR_UPDATE);
    }
    return ehr.fhirPresent() ? Optional.of(WorkQueue.EHR_WRITE) : Optional.empty();
  }

  /** Remembers that a transaction brings what the EHR has said, as a dead letter tried again. */
  @Hook(Pointcut.STORAGE_TRANSACTION_PROCESSING)
  public void transaction(IBaseBundle transaction, RequestDetails request) {
    if (way.isPresent()
        && request != null
        && ((Bundle) transaction)
            .getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .anyMatch(VisitChanges::isOfEhr)) {
      request.getUserData().put(FROM_EHR, true);
    }
  }

  private static boolean isOfEhr(Resource resource) {
    return resource instanceof Provenance provenance
        && provenance.getAgent().stream()
            .anyMatch(agent -> EHR.equals(agent.getWho().getIdentifier().getSystem()));
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource, RequestDetails request) {
    if (way.isPresent() && resource instanceof Appointment visit) {
      written(null, visit, request);
    }
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after, RequestDetails request) {
    if (way.isPresent() && after instanceof Appointment visit) {
      written((Appointment) before, visit, request);
    }
  }

  private void written(Appointment before, Appointment after, RequestDetails request) {
    if (VisitChange.of(before, after).isEmpty() || !here(request)) {
      return;
    }
    String focus =
        "Appointment/"
            + after.getIdElement().getIdPart()
            + "/_history/"
            + after.getIdElement().getVersionIdPart();
    after.getParticipant().stream()
        .map(one -> one.getActor().getReferenceElement())
        .filter(actor -> "Patient".equals(actor.getResourceType()) && actor.hasIdPart())
        .findFirst()
        .ifPresent(patient -> queue.answer(way.get(), patient.getIdPart(), focus));
  }

  private boolean here(RequestDetails request) {
    if (request != null && request.getUserData().containsKey(FROM_EHR)) {
      return false;
    }
    return !(request instanceof ServletRequestDetails) || callers.current().account() != null;
  }
}

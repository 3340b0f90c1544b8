package org.rapport.server.apply;

import static org.rapport.server.fhir.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanIntent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.apply.Reconciler.Planned;
import org.rapport.server.journey.Change;
import org.rapport.terminology.NotDoneReason;
import org.springframework.stereotype.Component;

/** Turns the differences of plans into one FHIR transaction. */
@Component
class PlanBundle {
  private final IFhirResourceDao<CommunicationRequest> requests;
  private final IFhirResourceDao<CarePlan> carePlans;
  private final PlannedMessages messages;

  PlanBundle(
      IFhirResourceDao<CommunicationRequest> requests,
      IFhirResourceDao<CarePlan> carePlans,
      PlannedMessages messages) {
    this.requests = requests;
    this.carePlans = carePlans;
    this.messages = messages;
  }

  /** The transaction; without entries when nothing differs. */
  Bundle of(List<Planned> plans, Instant now) {
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    for (Planned planned : plans) {
      enrolment(planned, now).ifPresent(plan -> put(bundle, plan));
      for (Change change : planned.plan().changes()) {
        if (change instanceof Change.Add add) {
          bundle
              .addEntry()
              .setResource(messages.request(planned, add.step(), now))
              .getRequest()
              .setMethod(Bundle.HTTPVerb.POST)
              .setUrl("CommunicationRequest");
        } else if (change instanceof Change.Move move) {
          put(bundle, messages.moved(read(move.id()), planned, move.step()));
        } else if (change instanceof Change.Revoke revoke) {
          put(bundle, messages.revoked(read(revoke.id()), planned, revoke.reason()));
        }
      }
    }
    return bundle;
  }

  private CommunicationRequest read(String id) {
    return requests.read(new IdType("CommunicationRequest", id), new SystemRequestDetails());
  }

  // Written when somebody comes on the journey, and when the state changes.
  private Optional<CarePlan> enrolment(Planned planned, Instant now) {
    CarePlanStatus status = status(planned);
    if (planned.enrolment().isEmpty()) {
      return planned.plan().unwanted().isPresent()
          ? Optional.empty()
          : Optional.of(carePlan(planned, now));
    }
    if (planned.enrolment().get().equals(status.toCode())) {
      return Optional.empty();
    }
    CarePlan standing =
        carePlans.read(
            new IdType("CarePlan", planned.key().carePlanId()), new SystemRequestDetails());
    standing.setStatus(status);
    messages.detach(standing, planned);
    return Optional.of(standing);
  }

  /** The enrolment as a resource: who is on which journey, for which visit. */
  static CarePlan carePlan(Planned planned, Instant now) {
    CarePlan plan = new CarePlan();
    plan.setId(planned.key().carePlanId());
    plan.addInstantiatesCanonical(planned.journey().canonical());
    plan.setStatus(status(planned));
    plan.setIntent(CarePlanIntent.PLAN);
    plan.setSubject(new Reference("Patient/" + planned.key().patient()));
    plan.addSupportingInfo(new Reference(planned.key().focus()));
    plan.setCreated(Date.from(now));
    return plan;
  }

  private static CarePlanStatus status(Planned planned) {
    if (planned.plan().unwanted().isEmpty()) {
      return CarePlanStatus.ACTIVE;
    }
    return "fulfilled".equals(planned.facts().visit().status())
            && planned.plan().unwanted().get() == NotDoneReason.CONDITION_NOT_MET
        ? CarePlanStatus.COMPLETED
        : CarePlanStatus.REVOKED;
  }
}

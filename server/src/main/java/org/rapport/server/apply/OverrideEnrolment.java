package org.rapport.server.apply;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Extensions.EnrolmentOverride;
import org.rapport.server.apply.EnrolmentRows.Enrolled;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.store.PatientLocks;
import org.rapport.terminology.OverrideAction;
import org.rapport.terminology.OverrideReason;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Records what staff did to an enrolment, and plans it again, in one transaction. What is already
 * so is not recorded twice.
 */
@Component
class OverrideEnrolment {
  private final IFhirResourceDao<CarePlan> carePlans;
  private final EnrolmentRows enrolments;
  private final Reconciler reconciler;
  private final DefinitionCatalog catalog;
  private final PatientLocks locks;
  private final TransactionTemplate transaction;
  private final Clock clock;

  OverrideEnrolment(
      IFhirResourceDao<CarePlan> carePlans,
      EnrolmentRows enrolments,
      Reconciler reconciler,
      DefinitionCatalog catalog,
      PatientLocks locks,
      TransactionTemplate transaction,
      Clock clock) {
    this.carePlans = carePlans;
    this.enrolments = enrolments;
    this.reconciler = reconciler;
    this.catalog = catalog;
    this.locks = locks;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * One act of staff.
   *
   * @param step null for acts on the whole enrolment
   * @param by who; null when not known
   * @param note in words; null without
   */
  record Act(OverrideAction action, OverrideReason reason, String step, String by, String note) {}

  /** Answers the enrolment as it stands afterwards. */
  CarePlan run(String id, Act act) {
    return transaction.execute(
        status -> {
          locks.lock(List.of(enrolled(id).key().patient()));
          Enrolled enrolled = enrolled(id);
          Instant now = clock.instant();
          if (isNews(enrolled, act)) {
            record(id, act, now);
            reconciler.reconcile(List.of(enrolled.key()), now);
          }
          return read(id);
        });
  }

  private Enrolled enrolled(String id) {
    return enrolments.byId(List.of(id)).stream()
        .findFirst()
        .orElseThrow(() -> new ResourceNotFoundException(new IdType("CarePlan", id)));
  }

  private CarePlan read(String id) {
    return carePlans.read(new IdType("CarePlan", id), new SystemRequestDetails());
  }

  private boolean isNews(Enrolled enrolled, Act act) {
    if (act.action() == OverrideAction.STOP) {
      return !enrolled.stopped();
    }
    if (enrolled.stopped() || CarePlanStatus.COMPLETED.toCode().equals(enrolled.status())) {
      throw new UnprocessableEntityException("The enrolment is over");
    }
    return switch (act.action()) {
      case PAUSE -> !enrolled.paused();
      case RESUME -> enrolled.paused();
      case SKIP_STEP -> {
        open(enrolled, act.step());
        yield !enrolled.skipped().contains(act.step());
      }
      case SEND_NOW -> {
        open(enrolled, act.step());
        yield true;
      }
      default -> true;
    };
  }

  // A step that has gone out can neither be left out nor sent again by hand.
  private void open(Enrolled enrolled, String step) {
    boolean exists =
        catalog.journey(enrolled.canonical()).stream()
            .flatMap(journey -> journey.steps().stream())
            .anyMatch(s -> s.id().equals(step));
    if (!exists) {
      throw new UnprocessableEntityException("The journey has no step of this id");
    }
    boolean sent =
        enrolments.standing(List.of(enrolled.id())).getOrDefault(enrolled.id(), List.of()).stream()
            .anyMatch(
                s -> s.step().equals(step) && s.status() == CommunicationRequestStatus.COMPLETED);
    if (sent) {
      throw new UnprocessableEntityException("The step has gone out already");
    }
  }

  private void record(String id, Act act, Instant now) {
    CarePlan plan = read(id);
    Extension override = plan.addExtension();
    override.setUrl(Extensions.ENROLMENT_OVERRIDE);
    override.addExtension(EnrolmentOverride.ACTION, new CodeType(act.action().code()));
    override.addExtension(
        EnrolmentOverride.REASON,
        new Coding(OverrideReason.SYSTEM, act.reason().code(), act.reason().display()));
    override.addExtension(
        EnrolmentOverride.AT,
        new InstantType(Date.from(now), TemporalPrecisionEnum.MILLI, TimeZone.getTimeZone("UTC")));
    if (act.by() != null) {
      override.addExtension(EnrolmentOverride.BY, new StringType(act.by()));
    }
    if (act.step() != null) {
      override.addExtension(EnrolmentOverride.STEP, new IdType(act.step()));
    }
    if (act.note() != null) {
      override.addExtension(EnrolmentOverride.NOTE, new StringType(act.note()));
    }
    switch (act.action()) {
      case STOP -> {
        plan.setStatus(CarePlanStatus.REVOKED);
        plan.getPeriod().setEnd(Date.from(now));
      }
      case RESUME -> {
        if (plan.getStatus() == CarePlanStatus.ONHOLD) {
          plan.setStatus(CarePlanStatus.ACTIVE);
        }
      }
      case PAUSE -> {
        if (plan.getStatus() == CarePlanStatus.ACTIVE) {
          plan.setStatus(CarePlanStatus.ONHOLD);
        }
      }
      default -> {
        // The plan says what follows from the others.
      }
    }
    carePlans.update(plan, new SystemRequestDetails());
  }
}

package org.rapport.server.apply;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.time.Clock;
import java.util.Date;
import java.util.TimeZone;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Extensions.EnrolmentOverride;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.terminology.OverrideAction;
import org.rapport.terminology.OverrideReason;
import org.springframework.stereotype.Component;

/**
 * What a client writes of an enrolment has its meaning at once: {@code on-hold} pauses it, {@code
 * active} resumes it, an end stops it, as {@code $pause}, {@code $resume} and {@code $stop} do.
 * What could not have one is refused, rather than stored while the message goes out. In the
 * transaction of the write.
 */
@Component
@Interceptor
public class WrittenStatuses implements StorageInterceptor {
  private final WorkQueue work;
  private final Clock clock;

  WrittenStatuses(WorkQueue work, Clock clock) {
    this.work = work;
    this.clock = clock;
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void updating(IBaseResource before, IBaseResource after, RequestDetails request) {
    if (!(request instanceof ServletRequestDetails)) {
      return;
    }
    if (before instanceof CarePlan was && after instanceof CarePlan plan && isEnrolment(was)) {
      careplan(was.getStatus(), plan);
    } else if (before instanceof CommunicationRequest was
        && after instanceof CommunicationRequest message
        && was.hasExtension(Extensions.JOURNEY_STEP)) {
      message(was.getStatus(), message.getStatus());
    } else if (before instanceof CommunicationRequest was
        && after instanceof CommunicationRequest message
        && was.getStatus() == CommunicationRequestStatus.COMPLETED
        && isOutreach(was)) {
      sent(message.getStatus());
    }
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after, RequestDetails request) {
    if (request instanceof ServletRequestDetails
        && before instanceof CarePlan was
        && after instanceof CarePlan plan
        && isEnrolment(was)
        && was.getStatus() != plan.getStatus()) {
      work.change(
          plan.getSubject().getReferenceElement().getIdPart(),
          "CarePlan/" + plan.getIdElement().getIdPart());
    }
  }

  private static boolean isEnrolment(CarePlan plan) {
    return plan.hasInstantiatesCanonical()
        && plan.getSupportingInfoFirstRep().getReferenceElement().hasIdPart();
  }

  private void careplan(CarePlanStatus was, CarePlan plan) {
    CarePlanStatus status = plan.getStatus();
    if (status == was) {
      return;
    }
    if (status == null || status == CarePlanStatus.DRAFT || status == CarePlanStatus.UNKNOWN) {
      throw refused("CarePlan.status", "An enrolment is active, on-hold or over");
    }
    if (was != CarePlanStatus.ACTIVE && was != CarePlanStatus.ONHOLD) {
      throw refused("CarePlan.status", "The enrolment is over; $apply begins another");
    }
    switch (status) {
      case ONHOLD -> record(plan, OverrideAction.PAUSE);
      case ACTIVE -> record(plan, OverrideAction.RESUME);
      default -> {
        record(plan, OverrideAction.STOP);
        plan.getPeriod().setEnd(Date.from(clock.instant()));
      }
    }
  }

  private void record(CarePlan plan, OverrideAction action) {
    Extension override = plan.addExtension();
    override.setUrl(Extensions.ENROLMENT_OVERRIDE);
    override.addExtension(EnrolmentOverride.ACTION, new CodeType(action.code()));
    override.addExtension(
        EnrolmentOverride.REASON,
        new Coding(
            OverrideReason.SYSTEM, OverrideReason.OTHER.code(), OverrideReason.OTHER.display()));
    override.addExtension(
        EnrolmentOverride.AT,
        new InstantType(
            Date.from(clock.instant()), TemporalPrecisionEnum.MILLI, TimeZone.getTimeZone("UTC")));
  }

  private static void message(CommunicationRequestStatus was, CommunicationRequestStatus status) {
    if (status != was) {
      throw refused(
          "CommunicationRequest.status",
          "A step of a journey follows its enrolment: $skip-step leaves it out, $pause holds it");
    }
  }

  private static boolean isOutreach(CommunicationRequest request) {
    return request.getCategory().stream()
        .flatMap(category -> category.getCoding().stream())
        .anyMatch(coding -> OutreachPurpose.SYSTEM.equals(coding.getSystem()));
  }

  // Whoever presses twice, or writes again what they do not know to have been sent, would have the
  // patient get it once more.
  private static void sent(CommunicationRequestStatus status) {
    if (status != CommunicationRequestStatus.COMPLETED
        && status != CommunicationRequestStatus.ENTEREDINERROR) {
      throw refused(
          "CommunicationRequest.status", "Its message was sent: another one is another request");
    }
  }

  private static UnprocessableEntityException refused(String element, String words) {
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.ERROR)
        .setCode(IssueType.BUSINESSRULE)
        .setDiagnostics(words)
        .addExpression(element);
    return new UnprocessableEntityException(words, outcome);
  }
}

package org.rapport.server.outreach.outcome;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.profiles.Extensions;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.terminology.CallOutcome;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;

/**
 * When staff close the Task of a planned call, its Communication ends as they say, in the
 * transaction that closes it. A Task that is closed again changes nothing.
 */
@Component
@Interceptor(order = StorageInterceptor.AFTER_PROJECTIONS)
public class CallOutcomes implements StorageInterceptor {
  private static final String ELEMENT = "Task.businessStatus";

  private final IFhirResourceDao<Communication> communications;
  private final IFhirResourceDao<CommunicationRequest> requests;
  private final ResourceWriter writer;
  private final Clock clock;

  CallOutcomes(
      IFhirResourceDao<Communication> communications,
      IFhirResourceDao<CommunicationRequest> requests,
      ResourceWriter writer,
      Clock clock) {
    this.communications = communications;
    this.requests = requests;
    this.writer = writer;
    this.clock = clock;
  }

  /** Looks at each Task that is written. */
  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED, order = AFTER_PROJECTIONS)
  public void updated(IBaseResource before, IBaseResource resource) {
    if (resource instanceof Task task
        && task.getStatus() == TaskStatus.COMPLETED
        && task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.CALL_BACK.code())
        && "Communication".equals(task.getFocus().getReferenceElement().getResourceType())) {
      call(task).ifPresent(communication -> end(communication, outcome(task), task));
    }
  }

  // A call-back for a missed call is about a Communication too: one that came in.
  private Optional<Communication> call(Task task) {
    Communication communication =
        communications.read(
            new IdType("Communication", task.getFocus().getReferenceElement().getIdPart()),
            new SystemRequestDetails());
    return Optional.of(communication)
        .filter(call -> call.getStatus() == CommunicationStatus.INPROGRESS)
        .filter(
            call ->
                call.getMedium().stream()
                    .anyMatch(m -> m.hasCoding(Channel.SYSTEM, Channel.VOICE.code())));
  }

  private static CallOutcome outcome(Task task) {
    return task.getBusinessStatus().getCoding().stream()
        .filter(coding -> CallOutcome.SYSTEM.equals(coding.getSystem()))
        .findFirst()
        .flatMap(coding -> CallOutcome.fromCode(coding.getCode()))
        .orElseThrow(
            () -> {
              String told =
                  ELEMENT + " should say what came of the call, by a code of " + CallOutcome.SYSTEM;
              OperationOutcome refusal = new OperationOutcome();
              refusal
                  .addIssue()
                  .setSeverity(IssueSeverity.ERROR)
                  .setCode(IssueType.REQUIRED)
                  .setDiagnostics(told)
                  .addExpression(ELEMENT);
              return new UnprocessableEntityException(told, refusal);
            });
  }

  private void end(Communication call, CallOutcome outcome, Task task) {
    Instant now = clock.instant();
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    switch (outcome) {
      case REACHED -> completed(call, "delivered", now);
      case LEFT_MESSAGE -> completed(call, "sent", null);
      case ASKED_NOT_TO_CALL -> {
        completed(call, "delivered", now);
        put(
            bundle,
            CallDenial.of(
                call,
                "Task/" + task.getIdElement().getIdPart(),
                task.getOwner().getReference(),
                now));
      }
      case NO_ANSWER -> notDone(bundle, call, NotDoneReason.DELIVERY_FAILED);
      case WRONG_NUMBER -> {
        MessageRecords.since(call, now);
        notDone(bundle, call, NotDoneReason.NUMBER_REASSIGNED);
      }
    }
    put(bundle, call);
    writer.write(bundle);
  }

  private static void completed(Communication call, String delivery, Instant received) {
    call.setStatus(CommunicationStatus.COMPLETED);
    Extension status = call.getExtensionByUrl(Extensions.DELIVERY_STATUS);
    (status == null ? call.addExtension().setUrl(Extensions.DELIVERY_STATUS) : status)
        .setValue(new CodeType(delivery));
    call.setReceived(received == null ? null : Date.from(received));
  }

  private void notDone(Bundle bundle, Communication call, NotDoneReason reason) {
    CodeableConcept why = Concepts.of(reason);
    call.setStatus(CommunicationStatus.NOTDONE);
    call.setStatusReason(why);
    call.getExtension().removeIf(e -> Extensions.DELIVERY_STATUS.equals(e.getUrl()));
    Reference basedOn = call.getBasedOnFirstRep();
    if (basedOn.hasReference()) {
      CommunicationRequest request =
          requests.read(
              new IdType("CommunicationRequest", basedOn.getReferenceElement().getIdPart()),
              new SystemRequestDetails());
      request.setStatus(CommunicationRequestStatus.REVOKED);
      request.setStatusReason(why.copy());
      put(bundle, request);
    }
  }
}

package org.rapport.server.outreach.outcome;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.rapport.profiles.Extensions;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.terminology.CallOutcome;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.springframework.stereotype.Component;

/**
 * Calls that staff made and take down by hand: a Communication of category {@code call} whose
 * reason says what came of it. It has to be complete, and what the person asked for follows from
 * it, in its transaction. Written again it changes nothing.
 */
@Component
@Interceptor(order = StorageInterceptor.AFTER_PROJECTIONS)
public class CallsByHand implements StorageInterceptor {
  private static final String REASON = "Communication.statusReason";

  private final ResourceWriter writer;
  private final Clock clock;
  private final String region;

  CallsByHand(ResourceWriter writer, RapportSettings settings, Clock clock) {
    this.writer = writer;
    this.clock = clock;
    this.region = Addresses.region(settings.clinic().phone(), "US");
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void creating(IBaseResource resource) {
    if (resource instanceof Communication call && code(call).isPresent()) {
      complete(call);
    }
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void updating(IBaseResource before, IBaseResource after) {
    creating(after);
  }

  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED, order = AFTER_PROJECTIONS)
  public void created(IBaseResource resource) {
    if (resource instanceof Communication call
        && call.getStatus() != CommunicationStatus.ENTEREDINERROR
        && code(call).filter(CallOutcome.ASKED_NOT_TO_CALL.code()::equals).isPresent()) {
      Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
      put(
          bundle,
          CallDenial.of(
              call,
              "Communication/" + call.getIdElement().getIdPart(),
              call.getSender().getReference(),
              call.getSent().toInstant()));
      writer.write(bundle);
    }
  }

  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED, order = AFTER_PROJECTIONS)
  public void updated(IBaseResource before, IBaseResource after) {
    created(after);
  }

  private static Optional<String> code(Communication call) {
    boolean isCall =
        call.getCategory().stream()
            .anyMatch(
                one -> one.hasCoding(EngagementCategory.SYSTEM, EngagementCategory.CALL.code()));
    return isCall && !call.hasBasedOn()
        ? call.getStatusReason().getCoding().stream()
            .filter(coding -> CallOutcome.SYSTEM.equals(coding.getSystem()))
            .map(Coding::getCode)
            .findFirst()
        : Optional.empty();
  }

  private void complete(Communication call) {
    CallOutcome outcome =
        code(call)
            .flatMap(CallOutcome::fromCode)
            .orElseThrow(() -> refused(REASON, "should be a code of " + CallOutcome.SYSTEM));
    if (!"Patient".equals(call.getSubject().getReferenceElement().getResourceType())) {
      throw refused("Communication.subject", "should be the Patient who was called");
    }
    if (call.getMedium().stream()
        .noneMatch(medium -> medium.hasCoding(Channel.SYSTEM, Channel.VOICE.code()))) {
      throw refused("Communication.medium", "should be voice, of " + Channel.SYSTEM);
    }
    if (!call.hasSent()) {
      call.setSent(Date.from(clock.instant()));
    }
    Extension number = call.getExtensionByUrl(Extensions.SENT_TO);
    if (number != null && number.getValue() instanceof ContactPoint to && to.hasValue()) {
      // As it is compared with: what is wrong with a number is known by its normal form.
      Addresses.phone(to.getValue(), region).ifPresent(to::setValue);
    } else if (outcome == CallOutcome.WRONG_NUMBER) {
      throw refused(
          "Communication.extension", "should say which number was wrong, by " + Extensions.SENT_TO);
    }
  }

  private static UnprocessableEntityException refused(String element, String should) {
    String told = element + " of a call " + should;
    OperationOutcome refusal = new OperationOutcome();
    refusal
        .addIssue()
        .setSeverity(IssueSeverity.ERROR)
        .setCode(IssueType.VALUE)
        .setDiagnostics(told)
        .addExpression(element);
    return new UnprocessableEntityException(told, refusal);
  }
}

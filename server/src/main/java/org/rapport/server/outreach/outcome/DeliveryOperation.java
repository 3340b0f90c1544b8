package org.rapport.server.outreach.outcome;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.store.ResourceWriter;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code $delivery-status}: what a provider reports about an attempt. Only moves forward: queued,
 * sent, delivered, read; failed is an end, and so is delivered for a later failed.
 */
@Component
public class DeliveryOperation implements FhirOperations {
  private static final List<String> FORWARD = List.of("", "queued", "sent", "delivered", "read");
  private static final String FAILED = "failed";

  private final Attempts attempts;
  private final TestMessages tests;
  private final ProviderMessages providers;
  private final IFhirResourceDao<Communication> communications;
  private final StaffTasks tasks;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final Clock clock;

  DeliveryOperation(
      Attempts attempts,
      TestMessages tests,
      ProviderMessages providers,
      IFhirResourceDao<Communication> communications,
      StaffTasks tasks,
      ResourceWriter writer,
      TransactionTemplate transaction,
      Clock clock) {
    this.attempts = attempts;
    this.tests = tests;
    this.providers = providers;
    this.communications = communications;
    this.tasks = tasks;
    this.writer = writer;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Takes a report. Repeats and reports that go backwards change nothing.
   *
   * @param attempt the id in the callback's path; without it {@code channel} and {@code providerId}
   *     say which message is meant
   * @param channel {@code sms} or {@code email}
   * @param providerId what the provider calls the message; of one in parts, the last tells when it
   *     is delivered, and any that it failed
   * @param status queued, sent, delivered, read or failed
   * @param reason {@code invalid-address} where the provider says that nobody has the number,
   *     {@code opted-out} that whoever has it wants no messages, {@code held-…} that something is
   *     wrong with the channel
   */
  @Operation(name = "$delivery-status", idempotent = false)
  public Parameters report(
      @OperationParam(name = "attempt") StringType attempt,
      @OperationParam(name = "channel") CodeType channel,
      @OperationParam(name = "providerId") StringType providerId,
      @OperationParam(name = "status", min = 1) CodeType status,
      @OperationParam(name = "reason") CodeType reason) {
    String reported = status == null ? null : status.getValue();
    if (!FAILED.equals(reported) && !FORWARD.contains(String.valueOf(reported))) {
      throw new InvalidRequestException("status should be queued, sent, delivered, read or failed");
    }
    Optional<String> why =
        Optional.ofNullable(reason).map(CodeType::getValue).filter(code -> FAILED.equals(reported));
    Optional<NotDoneReason> ending = why.flatMap(MessageRecords::ending);
    boolean changed =
        Boolean.TRUE.equals(
            transaction.execute(
                transactionStatus -> {
                  UUID id = attempt(attempt, channel, providerId);
                  if (tests.noteDelivery(id, reported)) {
                    return true;
                  }
                  if (providerId != null
                      && providerId.hasValue()
                      && !FAILED.equals(reported)
                      && providers.earlierPart(id, providerId.getValue())) {
                    return false;
                  }
                  Optional<String> pending = attempts.delivery(id);
                  if (pending.isPresent()) {
                    return forward(pending.get(), reported)
                        && attempts.noteDelivery(
                            id, reported, ending.map(NotDoneReason::code).orElse(null));
                  }
                  return update(id, reported, ending);
                }));
    why.flatMap(StaffTasks::heldCause).ifPresent(this::held);
    Parameters answer = new Parameters();
    answer.addParameter("changed", new BooleanType(changed));
    return answer;
  }

  private UUID attempt(StringType attempt, CodeType channel, StringType providerId) {
    if (attempt != null && attempt.hasValue()) {
      try {
        return UUID.fromString(attempt.getValue());
      } catch (IllegalArgumentException e) {
        throw new ResourceNotFoundException("No such attempt");
      }
    }
    if (channel == null || !channel.hasValue() || providerId == null || !providerId.hasValue()) {
      throw new InvalidRequestException("attempt, or channel and providerId, should have a value");
    }
    return providers
        .find(channel.getValue(), providerId.getValue())
        .orElseThrow(() -> new ResourceNotFoundException("No message of that identifier"));
  }

  // What was taken and then not delivered is over; the next ones need not be.
  private void held(String cause) {
    transaction.executeWithoutResult(
        status -> {
          Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
          tasks.channelHeld(bundle, Channel.SMS.code(), cause);
          if (bundle.hasEntry()) {
            writer.write(bundle);
          }
        });
  }

  private boolean update(UUID id, String reported, Optional<NotDoneReason> ending) {
    SystemRequestDetails system = new SystemRequestDetails();
    Communication communication =
        communications.read(new IdType("Communication", id.toString()), system);
    Extension extension = communication.getExtensionByUrl(Extensions.DELIVERY_STATUS);
    String present = extension == null ? "" : extension.getValue().primitiveValue();
    if (!forward(present, reported)) {
      return false;
    }
    if (extension == null) {
      extension = communication.addExtension();
      extension.setUrl(Extensions.DELIVERY_STATUS);
    }
    extension.setValue(new CodeType(reported));
    if (("delivered".equals(reported) || "read".equals(reported)) && !communication.hasReceived()) {
      communication.setReceived(Date.from(clock.instant()));
    }
    ending.ifPresent(reason -> MessageRecords.ends(communication, reason, clock.instant()));
    communications.update(communication, system);
    return true;
  }

  static boolean forward(String present, String reported) {
    if (FAILED.equals(present)) {
      return false;
    }
    if (FAILED.equals(reported)) {
      return FORWARD.indexOf(present) < FORWARD.indexOf("delivered");
    }
    return FORWARD.indexOf(reported) > FORWARD.indexOf(present);
  }
}

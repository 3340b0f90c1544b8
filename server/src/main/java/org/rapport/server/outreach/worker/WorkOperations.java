package org.rapport.server.outreach.worker;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.ehr.LookUpItems;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.outreach.outcome.Attempts;
import org.rapport.server.outreach.outcome.Outcome;
import org.rapport.server.outreach.outcome.TestMessages;
import org.rapport.server.subscription.PublishItems;
import org.rapport.server.work.WorkQueue;
import org.rapport.server.work.WorkSignal;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The operations of workers: {@code $claim}, {@code $reconcile}, {@code $begin}, {@code $complete}.
 * Each is safe to repeat; a caller whose lease ran out changes nothing.
 */
@Component
public class WorkOperations implements FhirOperations {
  private static final int LARGEST_CLAIM = 200;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
  private static final Duration DEFAULT_LEASE = Duration.ofSeconds(120);

  private final ClaimedWork claims;
  private final PlanChanges planChanges;
  private final EhrUpdates ehrUpdates;
  private final LookUpItems lookUpItems;
  private final NumberRegister numberRegister;
  private final PublishItems publishItems;
  private final Attempts attempts;
  private final TestMessages tests;
  private final WorkSignal signal;
  private final TransactionTemplate transaction;

  WorkOperations(
      ClaimedWork claims,
      PlanChanges planChanges,
      EhrUpdates ehrUpdates,
      LookUpItems lookUpItems,
      NumberRegister numberRegister,
      PublishItems publishItems,
      Attempts attempts,
      TestMessages tests,
      WorkSignal signal,
      TransactionTemplate transaction) {
    this.claims = claims;
    this.planChanges = planChanges;
    this.ehrUpdates = ehrUpdates;
    this.lookUpItems = lookUpItems;
    this.numberRegister = numberRegister;
    this.publishItems = publishItems;
    this.attempts = attempts;
    this.tests = tests;
    this.signal = signal;
    this.transaction = transaction;
  }

  /**
   * ClaimedWork due work, waiting for some if there is none.
   *
   * @param kind {@code change}, {@code message}, {@code ehr-update}, {@code ehr-write}, {@code
   *     ehr-look-up}, {@code number-check} or {@code publish}
   * @param waitSeconds how long to wait for work; none: answer at once
   */
  @Operation(name = "$claim", idempotent = false)
  public Parameters claim(
      @OperationParam(name = "kind", min = 1) CodeType kind,
      @OperationParam(name = "max") IntegerType max,
      @OperationParam(name = "leaseSeconds") IntegerType leaseSeconds,
      @OperationParam(name = "waitSeconds") IntegerType waitSeconds,
      @OperationParam(name = "worker") StringType worker) {
    String wanted = kind == null ? null : kind.getValue();
    if (!claims.isKind(wanted)) {
      throw new InvalidRequestException("kind should be one of " + claims.kinds());
    }
    int limit = positive("max", max, 20, LARGEST_CLAIM);
    Duration lease =
        Duration.ofSeconds(
            positive("leaseSeconds", leaseSeconds, (int) DEFAULT_LEASE.toSeconds(), 3600));
    long wait =
        Math.min(
            LONGEST_WAIT.toNanos(),
            Duration.ofSeconds(waitSeconds == null ? 0 : Math.max(0, waitSeconds.getValue()))
                .toNanos());
    String name = worker == null || !worker.hasValue() ? "worker" : worker.getValue();
    long deadline = System.nanoTime() + wait;
    while (true) {
      long seen = signal.count(wanted);
      Parameters answer = claims.claim(wanted, limit, lease, name);
      long left = deadline - System.nanoTime();
      if (answer.hasParameter() || left <= 0) {
        return answer;
      }
      try {
        signal.await(wanted, seen, Duration.ofNanos(Math.min(left, LOOK_AGAIN.toNanos())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return answer;
      }
    }
  }

  private static int positive(String name, IntegerType given, int otherwise, int largest) {
    if (given == null || !given.hasValue()) {
      return otherwise;
    }
    if (given.getValue() < 1) {
      throw new InvalidRequestException(name + " should be at least 1");
    }
    return Math.min(given.getValue(), largest);
  }

  /** Plans what claimed changes touch, and removes them from the queue. */
  @Operation(name = "$reconcile", idempotent = false)
  public Parameters reconcile(
      @OperationParam(name = "item", min = 1, max = OperationParam.MAX_UNLIMITED)
          List<ParametersParameterComponent> given) {
    Map<UUID, List<Long>> byLease = new LinkedHashMap<>();
    for (ParametersParameterComponent part :
        given == null ? List.<ParametersParameterComponent>of() : given) {
      byLease
          .computeIfAbsent(ReportedItem.uuid(part, "lease"), lease -> new ArrayList<>())
          .add(ReportedItem.number(part, "id"));
    }
    int planned = 0;
    for (Map.Entry<UUID, List<Long>> entry : byLease.entrySet()) {
      planned += planChanges.run(entry.getValue(), entry.getKey());
    }
    Parameters answer = new Parameters();
    answer.addParameter("planned", new IntegerType(planned));
    return answer;
  }

  /**
   * Asks leave to call the provider; the answer is committed before it is given. After {@code
   * proceed} = true a lost connection means an unknown outcome.
   */
  @Operation(name = "$begin", idempotent = false)
  public Parameters begin(@OperationParam(name = "attempt", min = 1) StringType attempt) {
    UUID id = ReportedItem.uuid(attempt == null ? null : attempt.getValue(), "attempt");
    boolean proceed = attempts.begin(id) || tests.begin(id);
    if (!proceed) {
      transaction.executeWithoutResult(status -> attempts.takeBack(id));
      signal.raise(WorkQueue.MESSAGE);
    }
    Parameters answer = new Parameters();
    answer.addParameter("proceed", new BooleanType(proceed));
    return answer;
  }

  /**
   * Reports what came of attempts; and of answers to the EHR, of look-ups there, of questions about
   * numbers and of events to send on, which have no attempt.
   */
  @Operation(name = "$complete", idempotent = false)
  public Parameters complete(
      @OperationParam(name = "item", min = 1, max = OperationParam.MAX_UNLIMITED)
          List<ParametersParameterComponent> given) {
    int completed = 0;
    boolean messages = true;
    for (ParametersParameterComponent part :
        given == null ? List.<ParametersParameterComponent>of() : given) {
      Outcome outcome = ReportedItem.outcome(part);
      boolean known =
          ReportedItem.value(part, "attempt").isPresent()
                  || ReportedItem.value(part, "id").isEmpty()
              ? answer(ReportedItem.uuid(part, "attempt"), outcome)
              : work(
                  ReportedItem.number(part, "id"),
                  ReportedItem.uuid(part, "lease"),
                  outcome,
                  ReportedItem.value(part, "words").orElse(null));
      messages &= ReportedItem.value(part, "attempt").isPresent();
      completed += known ? 1 : 0;
    }
    if (messages) {
      signal.raise(WorkSignal.OUTCOME);
    } else {
      signal.raise();
    }
    Parameters answer = new Parameters();
    answer.addParameter("completed", new IntegerType(completed));
    return answer;
  }

  private boolean answer(UUID attempt, Outcome outcome) {
    return attempts.answer(attempt, outcome) || tests.answer(attempt, outcome);
  }

  private boolean work(long id, UUID lease, Outcome outcome, String words) {
    return ehrUpdates.complete(
            id, lease, outcome.kind(), outcome.detail(), words, outcome.providerId())
        || lookUpItems.complete(id, lease, outcome.kind(), outcome.detail(), outcome.retryAfter())
        || publishItems.complete(
            id, lease, outcome.kind(), outcome.providerId(), outcome.detail(), outcome.retryAfter())
        || numberRegister.complete(id, lease, outcome);
  }
}

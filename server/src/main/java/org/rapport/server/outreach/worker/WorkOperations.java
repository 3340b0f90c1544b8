package org.rapport.server.outreach.worker;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.ehr.LookUpItems;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.outreach.outcome.Attempts;
import org.rapport.server.outreach.outcome.Attempts.Released;
import org.rapport.server.outreach.outcome.Outcome;
import org.rapport.server.outreach.release.ReleaseMessages;
import org.rapport.server.outreach.text.HtmlText;
import org.rapport.server.projection.Stranger;
import org.rapport.server.subscription.PublishItems;
import org.rapport.server.work.WorkItem;
import org.rapport.server.work.WorkItems;
import org.rapport.server.work.WorkQueue;
import org.rapport.server.work.WorkSignal;
import org.rapport.terminology.OutcomeKind;
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

  private final WorkItems items;
  private final ReleaseMessages releaseMessages;
  private final PlanChanges planChanges;
  private final EhrUpdates ehrUpdates;
  private final LookUpItems lookUpItems;
  private final NumberRegister numberRegister;
  private final PublishItems publishItems;
  private final Attempts attempts;
  private final WorkSignal signal;
  private final TransactionTemplate transaction;

  WorkOperations(
      WorkItems items,
      ReleaseMessages releaseMessages,
      PlanChanges planChanges,
      EhrUpdates ehrUpdates,
      LookUpItems lookUpItems,
      NumberRegister numberRegister,
      PublishItems publishItems,
      Attempts attempts,
      WorkSignal signal,
      TransactionTemplate transaction) {
    this.items = items;
    this.releaseMessages = releaseMessages;
    this.planChanges = planChanges;
    this.ehrUpdates = ehrUpdates;
    this.lookUpItems = lookUpItems;
    this.numberRegister = numberRegister;
    this.publishItems = publishItems;
    this.attempts = attempts;
    this.signal = signal;
    this.transaction = transaction;
  }

  /**
   * Claims due work, waiting for some if there is none.
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
    if (!WorkQueue.CHANGE.equals(wanted)
        && !WorkQueue.MESSAGE.equals(wanted)
        && !WorkQueue.NUMBER_CHECK.equals(wanted)
        && !WorkQueue.EHR_LOOK_UP.equals(wanted)
        && !WorkQueue.PUBLISH.equals(wanted)
        && !EhrUpdates.kind(wanted)) {
      throw new InvalidRequestException(
          "kind should be change, message, ehr-update, ehr-write, ehr-look-up, number-check or"
              + " publish");
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
      Parameters answer =
          switch (wanted) {
            case WorkQueue.CHANGE -> changes(limit, lease, name);
            case WorkQueue.MESSAGE -> messages(limit, lease, name);
            case WorkQueue.NUMBER_CHECK -> numbers(limit, lease, name);
            case WorkQueue.EHR_LOOK_UP -> lookUps(limit, lease, name);
            case WorkQueue.PUBLISH -> events(limit, lease, name);
            default -> updates(wanted, limit, lease, name);
          };
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

  private Parameters changes(int max, Duration lease, String worker) {
    Parameters answer = new Parameters();
    List<WorkItem> claimed =
        transaction.execute(status -> items.claim(WorkQueue.CHANGE, max, lease, worker));
    for (WorkItem item : claimed) {
      ParametersParameterComponent part = item(answer, item);
      part.addPart().setName("focus").setValue(new StringType(item.focus()));
    }
    return answer;
  }

  private Parameters messages(int max, Duration lease, String worker) {
    Parameters answer = new Parameters();
    int[] claimed = new int[1];
    List<Released> released = releaseMessages.run(max, lease, worker, n -> claimed[0] = n);
    for (Released message : released) {
      ParametersParameterComponent part = item(answer, message.item());
      text(part, "focus", "CommunicationRequest/" + message.message().id());
      text(part, "attempt", message.attempt().toString());
      text(part, "purpose", message.message().request().purpose().code());
      text(part, "channel", message.route().channel().code());
      text(part, "to", message.route().address());
      text(part, "subject", message.text().subject());
      text(part, "body", message.text().body());
      text(part, "language", message.text().language());
      text(part, "unsubscribe", message.unsubscribe());
      if ("email".equals(message.route().channel().code())) {
        text(
            part,
            "html",
            HtmlText.of(
                message.text().body(), message.text().subject(), message.text().language()));
      }
    }
    if (claimed[0] > 0) {
      // Refused and deferred items made room for others of the same patients.
      signal.raise(WorkQueue.MESSAGE);
    }
    return answer;
  }

  private Parameters numbers(int max, Duration lease, String worker) {
    Parameters answer = new Parameters();
    for (NumberRegister.Asked asked : numberRegister.claim(max, lease, worker)) {
      ParametersParameterComponent part = item(answer, asked.item());
      text(part, "focus", asked.item().focus());
      text(part, "to", asked.number().address());
      text(part, "date", asked.about().toString());
    }
    return answer;
  }

  private Parameters lookUps(int max, Duration lease, String worker) {
    Parameters answer = new Parameters();
    for (LookUpItems.LookUp lookUp : lookUpItems.claim(max, lease, worker)) {
      ParametersParameterComponent part = work(answer, lookUp.item());
      text(part, "focus", lookUp.item().focus());
      text(part, "since", lookUp.since().orElse(null));
    }
    return answer;
  }

  private Parameters events(int max, Duration lease, String worker) {
    Parameters answer = new Parameters();
    for (PublishItems.Publish publish : publishItems.claim(max, lease, worker)) {
      ParametersParameterComponent part = work(answer, publish.item());
      text(part, "focus", publish.item().focus());
      text(part, "to", publish.to());
      text(part, "topic", publish.topic());
      for (PublishItems.Event event : publish.events()) {
        ParametersParameterComponent one = part.addPart().setName("event");
        text(one, "number", Long.toString(event.number()));
        text(one, "key", event.key());
        text(one, "focus", event.focus());
        text(one, "change", event.change());
        text(one, "at", event.at().toString());
        one.addPart().setName("notification").setResource(event.notification());
      }
    }
    return answer;
  }

  private Parameters updates(String kind, int max, Duration lease, String worker) {
    Parameters answer = new Parameters();
    for (EhrUpdates.Update update : ehrUpdates.claim(kind, max, lease, worker)) {
      ParametersParameterComponent part = item(answer, update.item());
      text(part, "focus", update.item().focus());
      text(part, "answer", update.code());
      text(part, "appointment", update.appointment());
      text(part, "control", update.control());
      text(part, "note", update.note());
    }
    return answer;
  }

  private static ParametersParameterComponent item(Parameters answer, WorkItem item) {
    ParametersParameterComponent part = work(answer, item);
    if (!Stranger.is(item.patient())) {
      text(part, "patient", "Patient/" + item.patient());
    }
    return part;
  }

  private static ParametersParameterComponent work(Parameters answer, WorkItem item) {
    ParametersParameterComponent part = answer.addParameter().setName("item");
    text(part, "id", Long.toString(item.id()));
    text(part, "lease", item.lease().toString());
    text(part, "kind", item.kind());
    part.addPart().setName("attempts").setValue(new IntegerType(item.attempts()));
    return part;
  }

  private static void text(ParametersParameterComponent part, String name, String value) {
    if (value != null && !value.isEmpty()) {
      part.addPart().setName(name).setValue(new StringType(value));
    }
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
          .computeIfAbsent(uuid(part, "lease"), lease -> new ArrayList<>())
          .add(number(part, "id"));
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
    UUID id = uuid(attempt == null ? null : attempt.getValue(), "attempt");
    boolean proceed = attempts.begin(id);
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
      OutcomeKind kind =
          OutcomeKind.fromCode(value(part, "outcome").orElse(""))
              .orElseThrow(
                  () ->
                      new InvalidRequestException(
                          "outcome should be sent, retry, failed or unknown"));
      Outcome outcome =
          new Outcome(
              kind,
              value(part, "reason").orElse(null),
              value(part, "providerId").orElse(null),
              value(part, "deliveryStatus").orElse(null),
              value(part, "detail").orElse(null),
              value(part, "retryAfter").map(WorkOperations::seconds).orElse(null),
              value(part, "downSince").map(WorkOperations::instant).orElse(null));
      boolean known =
          value(part, "attempt").isPresent() || value(part, "id").isEmpty()
              ? attempts.answer(uuid(part, "attempt"), outcome)
              : work(number(part, "id"), uuid(part, "lease"), outcome);
      messages &= value(part, "attempt").isPresent();
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

  private boolean work(long id, UUID lease, Outcome outcome) {
    return ehrUpdates.complete(id, lease, outcome.kind(), outcome.detail())
        || lookUpItems.complete(id, lease, outcome.kind(), outcome.detail(), outcome.retryAfter())
        || publishItems.complete(
            id, lease, outcome.kind(), outcome.providerId(), outcome.detail(), outcome.retryAfter())
        || numberRegister.complete(id, lease, outcome);
  }

  private static Optional<String> value(ParametersParameterComponent part, String name) {
    return part.getPart().stream()
        .filter(p -> name.equals(p.getName()) && p.getValue() instanceof PrimitiveType<?>)
        .map(p -> p.getValue().primitiveValue())
        .findFirst();
  }

  private static Integer seconds(String value) {
    if (!value.matches("[1-9][0-9]{0,4}")) {
      throw new InvalidRequestException("retryAfter should be a number of seconds");
    }
    return Integer.valueOf(value);
  }

  private static Instant instant(String value) {
    try {
      return Instant.parse(value);
    } catch (DateTimeException e) {
      throw new InvalidRequestException("downSince should be an instant");
    }
  }

  private static UUID uuid(ParametersParameterComponent part, String name) {
    return uuid(value(part, name).orElse(null), name);
  }

  private static UUID uuid(String value, String name) {
    try {
      return UUID.fromString(String.valueOf(value));
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(name + " should be a UUID as $claim gave it");
    }
  }

  private static long number(ParametersParameterComponent part, String name) {
    try {
      return Long.parseLong(value(part, name).orElse(""));
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(name + " should be a number as $claim gave it");
    }
  }
}

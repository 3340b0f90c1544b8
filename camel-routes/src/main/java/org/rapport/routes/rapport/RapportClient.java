package org.rapport.routes.rapport;

import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;

/** The server's worker operations. Thread-safe. */
public class RapportClient {
  private final ServerOperations operations;

  public RapportClient(ServerOperations operations) {
    this.operations = operations;
  }

  /** What came of an attempt, as {@code $complete} takes it. Nulls are left out. */
  public record Completion(
      String attempt,
      String outcome,
      String reason,
      String providerId,
      String deliveryStatus,
      String detail,
      String retryAfter,
      String downSince) {}

  /** Claims due work; waits for some at most {@code waitSeconds}. */
  public List<ClaimedItem> claim(
      String kind, int max, int leaseSeconds, int waitSeconds, String worker) {
    Parameters in = new Parameters();
    in.addParameter("kind", new CodeType(kind));
    in.addParameter("max", new IntegerType(max));
    in.addParameter("leaseSeconds", new IntegerType(leaseSeconds));
    in.addParameter("waitSeconds", new IntegerType(waitSeconds));
    in.addParameter("worker", new StringType(worker));
    return call("$claim", in).getParameter().stream()
        .filter(part -> "item".equals(part.getName()))
        .map(RapportClient::item)
        .toList();
  }

  private static ClaimedItem item(ParametersParameterComponent part) {
    return new ClaimedItem(
        value(part, "id"),
        value(part, "lease"),
        value(part, "focus"),
        value(part, "patient"),
        value(part, "attempt"),
        value(part, "purpose"),
        value(part, "channel"),
        value(part, "to"),
        value(part, "subject"),
        value(part, "body"),
        value(part, "html"),
        value(part, "language"),
        value(part, "unsubscribe"),
        value(part, "answer") == null
            ? null
            : new VisitUpdate(
                value(part, "answer"),
                value(part, "appointment"),
                value(part, "control"),
                value(part, "note")),
        value(part, "date") == null ? value(part, "since") : value(part, "date"),
        value(part, "topic"),
        part.getPart().stream()
            .filter(one -> "event".equals(one.getName()))
            .map(RapportClient::event)
            .toList());
  }

  private static ClaimedEvent event(ParametersParameterComponent part) {
    Bundle notification =
        part.getPart().stream()
            .map(ParametersParameterComponent::getResource)
            .filter(Bundle.class::isInstance)
            .map(Bundle.class::cast)
            .findFirst()
            .orElseThrow();
    return new ClaimedEvent(
        Long.parseLong(value(part, "number")),
        value(part, "key"),
        value(part, "focus"),
        value(part, "change"),
        value(part, "at"),
        notification);
  }

  private static String value(ParametersParameterComponent part, String name) {
    return part.getPart().stream()
        .filter(p -> name.equals(p.getName()))
        .map(p -> p.getValue().primitiveValue())
        .findFirst()
        .orElse(null);
  }

  /** Plans what claimed changes touch. */
  public void reconcile(List<ClaimedItem> items) {
    Parameters in = new Parameters();
    for (ClaimedItem item : items) {
      ParametersParameterComponent part = in.addParameter().setName("item");
      add(part, "id", item.id());
      add(part, "lease", item.lease());
    }
    call("$reconcile", in);
  }

  /** Whether the provider may be called now; after true, silence means an unknown outcome. */
  public boolean begin(String attempt) {
    Parameters in = new Parameters();
    in.addParameter("attempt", new StringType(attempt));
    return ((BooleanType) call("$begin", in).getParameter("proceed").getValue()).booleanValue();
  }

  /** Reports what came of an attempt. */
  public void complete(Completion completion) {
    Parameters in = new Parameters();
    ParametersParameterComponent part = in.addParameter().setName("item");
    add(part, "attempt", completion.attempt());
    add(part, "outcome", completion.outcome());
    add(part, "reason", completion.reason());
    add(part, "providerId", completion.providerId());
    add(part, "deliveryStatus", completion.deliveryStatus());
    add(part, "detail", completion.detail());
    add(part, "retryAfter", completion.retryAfter());
    add(part, "downSince", completion.downSince());
    call("$complete", in);
  }

  /**
   * Reports what came of work that is no message.
   *
   * @param reason of a question about a number: its answer; else null
   * @param providerId the register's name for the answer; of events the number of the last that was
   *     taken; or null
   * @param words what an EHR said of a refusal; or null
   * @param retryAfter seconds after which it is due again at the cost of no try, or null
   */
  public void completeWork(
      ClaimedItem item,
      String outcome,
      String reason,
      String providerId,
      String detail,
      String words,
      String retryAfter) {
    Parameters in = new Parameters();
    ParametersParameterComponent part = in.addParameter().setName("item");
    add(part, "id", item.id());
    add(part, "lease", item.lease());
    add(part, "outcome", outcome);
    add(part, "reason", reason);
    add(part, "providerId", providerId);
    add(part, "detail", detail);
    add(part, "words", words);
    add(part, "retryAfter", retryAfter);
    call("$complete", in);
  }

  /** Passes on a provider's report. */
  public void deliveryStatus(String attempt, String status, String reason) {
    Parameters in = new Parameters();
    in.addParameter("attempt", new StringType(attempt));
    in.addParameter("status", new CodeType(status));
    if (reason != null) {
      in.addParameter("reason", new CodeType(reason));
    }
    call("$delivery-status", in);
  }

  /** Passes on a provider's report on a message that is known by the provider's identifier. */
  public void deliveryStatusOf(String channel, String providerId, String status, String reason) {
    Parameters in = new Parameters();
    in.addParameter("channel", new CodeType(channel));
    in.addParameter("providerId", new StringType(providerId));
    in.addParameter("status", new CodeType(status));
    if (reason != null) {
      in.addParameter("reason", new CodeType(reason));
    }
    call("$delivery-status", in);
  }

  /** Why a request went out, or did not; by its reference. */
  Parameters explain(String request) {
    return call(request + "/$explain", new Parameters());
  }

  /** Hands over a text that a patient wrote, or a part of one. */
  public void receive(InboundText text) {
    Parameters in = new Parameters();
    in.addParameter("channel", new CodeType(text.channel()));
    in.addParameter("messageId", new StringType(text.messageId()));
    in.addParameter("from", new StringType(text.from()));
    if (text.body() != null && !text.body().isEmpty()) {
      in.addParameter("body", new StringType(text.body()));
    }
    if (text.optOutType() != null && !text.optOutType().isBlank()) {
      in.addParameter("optOutType", new CodeType(text.optOutType().strip()));
    }
    if (text.part() != null) {
      if (text.part().to() != null && !text.part().to().isBlank()) {
        in.addParameter("to", new StringType(text.part().to()));
      }
      in.addParameter("reference", new IntegerType(text.part().reference()));
      in.addParameter("part", new IntegerType(text.part().number()));
      in.addParameter("parts", new IntegerType(text.part().of()));
    }
    call("$receive", in);
  }

  /** Hands over a call. */
  public void call(InboundCall call) {
    Parameters in = new Parameters();
    in.addParameter("callId", new StringType(call.callId()));
    in.addParameter("status", new CodeType(call.status()));
    if (call.from() != null && !call.from().isBlank()) {
      in.addParameter("from", new StringType(call.from()));
    }
    if (call.to() != null && !call.to().isBlank()) {
      in.addParameter("to", new StringType(call.to()));
    }
    call("$receive-call", in);
  }

  /** Hands over an inquiry; what is wrong with it is an answer, not an error. */
  public InquiryAnswer submit(InboundInquiry inquiry) {
    Parameters in = new Parameters();
    in.addParameter("by", new CodeType(inquiry.by()));
    inquiry
        .fields()
        .forEach(
            (name, value) -> {
              ParametersParameterComponent part = in.addParameter().setName("field");
              add(part, "name", name);
              add(part, "value", value);
            });
    try {
      Parameters out = call("$submit-inquiry", in);
      return new InquiryAnswer(
          out.getParameter("lead").getValue().primitiveValue(),
          out.getParameter("respondBy").getValue().primitiveValue(),
          Map.of());
    } catch (UnprocessableEntityException e) {
      Map<String, String> errors = new LinkedHashMap<>();
      if (e.getOperationOutcome() instanceof OperationOutcome outcome) {
        outcome
            .getIssue()
            .forEach(
                issue ->
                    errors.put(
                        issue.hasExpression() ? issue.getExpression().get(0).getValue() : "",
                        String.valueOf(issue.getDiagnostics())));
      }
      if (errors.isEmpty()) {
        errors.put("", "cannot be taken");
      }
      return new InquiryAnswer(null, null, errors);
    }
  }

  /** Hands over what a mail service reports. */
  public void mailEvents(List<MailEvent> events) {
    Parameters in = new Parameters();
    for (MailEvent event : events) {
      ParametersParameterComponent part = in.addParameter().setName("event");
      add(part, "type", event.type());
      add(part, "email", event.email());
      add(part, "messageId", event.messageId());
      add(part, "diagnostic", event.diagnostic());
    }
    if (!events.isEmpty()) {
      call("$mail-events", in);
    }
  }

  /** Takes down what was heard of the EHR; committed when this returns. Nothing: no call. */
  public void ehrChanges(EhrChanges changes) {
    Parameters in = new Parameters();
    changes.lookUps().forEach(one -> in.addParameter("lookUp", new UriType(one)));
    if (changes.search() != null) {
      in.addParameter("search", new UriType(changes.search()));
    }
    if (changes.comparison() != null) {
      in.addParameter("compare", new UriType(changes.comparison().type()));
      in.addParameter("nightly", new BooleanType(changes.comparison().nightly()));
    }
    if (changes.watermark() != null) {
      ParametersParameterComponent part = in.addParameter().setName("watermark");
      add(part, "by", changes.watermark().by());
      add(part, "feed", changes.watermark().feed());
      add(part, "at", changes.watermark().at().toString());
    }
    for (EhrChanges.Event event : changes.events()) {
      ParametersParameterComponent part = in.addParameter().setName("event");
      add(part, "subscription", event.subscription());
      add(part, "type", event.type());
      add(part, "number", Long.toString(event.number()));
    }
    if (in.hasParameter()) {
      call("$ehr-changes", in);
    }
  }

  /** Says that this worker is there. */
  public void heartbeat(Parameters told) {
    call("$heartbeat", told);
  }

  private static void add(ParametersParameterComponent part, String name, String value) {
    if (value != null && !value.isEmpty()) {
      part.addPart().setName(name).setValue(new StringType(value));
    }
  }

  private Parameters call(String operation, Parameters in) {
    return operations.call(operation, in);
  }
}

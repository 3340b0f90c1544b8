package org.rapport.server.console.why;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.terminology.NotDoneReason;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Messages that were not sent, by reason; and one message, rule by rule. */
@RestController
public class WhyPage {
  private static final int ROWS = 50;

  /** The list. */
  public record NotSent(List<Frame.Option> reasons, String reason, List<Row> rows, String next) {}

  /** A message that was not sent. */
  public record Row(
      String request, String patient, Instant at, String purpose, String channel, String reason) {}

  /**
   * One message.
   *
   * @param asked which rules were asked, in order
   */
  public record Why(
      String request,
      String patient,
      String purpose,
      String channel,
      Instant due,
      String status,
      boolean released,
      String verdict,
      Instant at,
      boolean now,
      String journey,
      boolean reviewOverdue,
      List<Explained.Rule> asked,
      List<String> became) {}

  @GetMapping("/console/why")
  ResponseEntity<String> list(Desk desk) {
    String reason = desk.asked("reason", "");
    String page = desk.asked("after");
    Bundle found =
        desk.fhir()
            .get(
                "Communication?status=not-done&_sort=-_lastUpdated&_count="
                    + ROWS
                    + (reason.isEmpty() ? "" : "&not-done-reason=" + reason)
                    + (page == null ? "" : "&_offset=" + Integer.parseInt(page)));
    List<Row> rows = new ArrayList<>();
    for (Bundle.BundleEntryComponent entry : found.getEntry()) {
      if (entry.getResource() instanceof Communication message) {
        rows.add(row(desk, message));
      }
    }
    List<Frame.Option> reasons = new ArrayList<>();
    for (NotDoneReason one : NotDoneReason.values()) {
      reasons.add(new Frame.Option(one.code(), desk.names().of(one, desk.language())));
    }
    String next =
        rows.size() < ROWS
            ? null
            : desk.with(
                "after", Integer.toString((page == null ? 0 : Integer.parseInt(page)) + ROWS));
    return desk.page("nav.why", "why/list.jte", new NotSent(reasons, reason, rows, next));
  }

  private static Row row(Desk desk, Communication message) {
    return new Row(
        message.getBasedOn().stream()
            .filter(
                one -> "CommunicationRequest".equals(one.getReferenceElement().getResourceType()))
            .map(one -> one.getReferenceElement().getIdPart())
            .findFirst()
            .orElse(null),
        message.getSubject().getReferenceElement().getIdPart(),
        message.hasSent()
            ? message.getSent().toInstant()
            : message.getMeta().getLastUpdated().toInstant(),
        message.hasCategory() ? desk.name(message.getCategoryFirstRep()) : "",
        message.hasMedium() ? desk.name(message.getMediumFirstRep()) : "",
        desk.name(message.getStatusReason()));
  }

  @GetMapping("/console/why/{id:[A-Za-z0-9.-]{1,64}}")
  ResponseEntity<String> one(@PathVariable("id") String id, Desk desk) {
    CommunicationRequest request = desk.fhir().read(CommunicationRequest.class, id);
    String when = desk.asked("when");
    Parameters answer =
        desk.fhir()
            .ask(
                "CommunicationRequest/"
                    + id
                    + "/$explain"
                    + ("now".equals(when) || "decision".equals(when) ? "?when=" + when : ""));
    String code = value(answer, "verdict");
    Instant at = null;
    for (ParametersParameterComponent one : answer.getParameter()) {
      if (one.getName().equals("at") && one.getValue() instanceof InstantType instant) {
        at = instant.getValue().toInstant();
      }
    }
    List<String> became = new ArrayList<>();
    for (Bundle.BundleEntryComponent entry :
        desk.fhir().get("Communication?based-on=CommunicationRequest/" + id).getEntry()) {
      if (entry.getResource() instanceof Communication message) {
        became.add(
            desk.words().say("message.status." + message.getStatus().toCode())
                + (message.hasStatusReason() ? ": " + desk.name(message.getStatusReason()) : ""));
      }
    }
    Why why =
        new Why(
            id,
            request.getSubject().getReferenceElement().getIdPart(),
            request.hasCategory() ? desk.name(request.getCategoryFirstRep()) : "",
            request.hasMedium() ? desk.name(request.getMediumFirstRep()) : "",
            request.hasOccurrenceDateTimeType()
                ? request.getOccurrenceDateTimeType().getValue().toInstant()
                : null,
            desk.words().say("request.status." + request.getStatus().toCode()),
            "release".equals(code),
            Explained.verdict(desk, code),
            at,
            "now".equals(value(answer, "when")),
            value(answer, "journey"),
            "true".equals(value(answer, "reviewOverdue")),
            Explained.rules(answer),
            became);
    return desk.page("why.title", "why/why.jte", why);
  }

  private static String value(Parameters answer, String name) {
    return answer.getParameter().stream()
        .filter(one -> one.getName().equals(name) && one.getValue() != null)
        .map(one -> one.getValue().primitiveValue())
        .findFirst()
        .orElse("");
  }
}

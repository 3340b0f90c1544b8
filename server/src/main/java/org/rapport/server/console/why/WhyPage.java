package org.rapport.server.console.why;

import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Parts;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.rapport.terminology.NotDoneReason;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Messages that were not sent, by reason; and one message, rule by rule. */
@RestController
public class WhyPage {
  private static final int ROWS = 50;
  private static final String NOW = "now";

  /** The list. */
  public record NotSent(List<Frame.Option> reasons, String reason, List<Row> rows, String next) {}

  /**
   * A message that was not sent.
   *
   * @param person what the patient is called; null where they are not shown
   * @param at when it was sent or should have been; null where its request is gone
   * @param message its purpose, and its channel where one was chosen
   */
  public record Row(
      String request, String patient, String person, Instant at, String message, String reason) {}

  /**
   * One message.
   *
   * @param kept whether what was asked for is what is shown: decisions are not kept for ever
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
      boolean kept,
      String journey,
      boolean reviewOverdue,
      List<Explained.Rule> asked,
      List<String> became) {}

  @GetMapping("/console/why")
  ResponseEntity<String> list(Desk desk) {
    String reason = desk.asked("reason", "");
    int from = desk.number("after");
    List<Communication> found =
        desk.fhir()
            .list(
                Communication.class,
                Query.of("Communication")
                    .with("status", "not-done")
                    .with("_sort", "-_lastUpdated")
                    .with("_count", ROWS)
                    .with("not-done-reason", reason)
                    .with("_offset", from == 0 ? null : from));
    Map<String, Patient> people =
        desk.people(found.stream().map(WhyPage::patient).filter(Objects::nonNull).toList());
    Map<String, Instant> due = due(desk, found);
    List<Row> rows = found.stream().map(message -> row(desk, message, people, due)).toList();
    List<Frame.Option> reasons = new ArrayList<>();
    for (NotDoneReason one : NotDoneReason.values()) {
      reasons.add(new Frame.Option(one.code(), desk.name(one)));
    }
    String next = rows.size() < ROWS ? null : desk.with("after", Integer.toString(from + ROWS));
    return desk.page("nav.why", "why/list.jte", new NotSent(reasons, reason, rows, next));
  }

  private static String patient(Communication message) {
    return message.getSubject().getReferenceElement().getIdPart();
  }

  private static String request(Communication message) {
    return message.getBasedOn().stream()
        .filter(one -> "CommunicationRequest".equals(one.getReferenceElement().getResourceType()))
        .map(one -> one.getReferenceElement().getIdPart())
        .findFirst()
        .orElse(null);
  }

  /**
   * When each should have gone, by its request: what was not sent has no time of its own but that
   * of its storage, which is the machine's and not the clinic's where a clock is simulated.
   */
  private static Map<String, Instant> due(Desk desk, List<Communication> found) {
    Map<String, Instant> due = new HashMap<>();
    List<String> requests =
        found.stream().map(WhyPage::request).filter(Objects::nonNull).distinct().toList();
    if (!requests.isEmpty()) {
      ConsoleFhir.of(
              CommunicationRequest.class,
              desk.fhir()
                  .search(
                      "CommunicationRequest",
                      Map.of(
                          "_id",
                          List.of(String.join(",", requests)),
                          "_count",
                          List.of(Integer.toString(ROWS)))))
          .forEach(
              request -> {
                if (request.hasOccurrenceDateTimeType()) {
                  due.put(
                      request.getIdElement().getIdPart(),
                      request.getOccurrenceDateTimeType().getValue().toInstant());
                } else if (request.hasAuthoredOn()) {
                  due.put(request.getIdElement().getIdPart(), request.getAuthoredOn().toInstant());
                }
              });
    }
    return due;
  }

  private static Row row(
      Desk desk, Communication message, Map<String, Patient> people, Map<String, Instant> due) {
    String patient = patient(message);
    String request = request(message);
    return new Row(
        request,
        patient,
        people.containsKey(patient) ? People.name(people.get(patient)) : null,
        message.hasSent() ? message.getSent().toInstant() : due.get(request),
        Stream.of(message.getCategoryFirstRep(), message.getMediumFirstRep())
            .filter(CodeableConcept::hasCoding)
            .map(desk::name)
            .collect(Collectors.joining(" · ")),
        desk.name(message.getStatusReason()));
  }

  @GetMapping("/console/why/{id:" + Desk.ID + "}")
  ResponseEntity<String> one(@PathVariable("id") String id, Desk desk) {
    CommunicationRequest request = desk.fhir().read(CommunicationRequest.class, id);
    Parameters answer = explained(desk, id, desk.asked("when", "decision"));
    boolean kept = "now".equals(desk.asked("when")) || !NOW.equals(Parts.text(answer, "when"));
    String code = Parts.text(answer, "verdict");
    Instant at = null;
    for (ParametersParameterComponent one : answer.getParameter()) {
      if (one.getName().equals("at") && one.getValue() instanceof InstantType instant) {
        at = instant.getValue().toInstant();
      }
    }
    List<String> became =
        desk
            .fhir()
            .list(
                Communication.class,
                Query.of("Communication").with("based-on", "CommunicationRequest/" + id))
            .stream()
            .map(
                message ->
                    desk.words().say("message.status." + message.getStatus().toCode())
                        + (message.hasStatusReason()
                            ? ": " + desk.name(message.getStatusReason())
                            : ""))
            .toList();
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
            NOW.equals(Parts.text(answer, "when")),
            kept,
            People.canonical(Parts.text(answer, "journey")),
            "true".equals(Parts.text(answer, "reviewOverdue")),
            Explained.rules(desk, answer),
            became);
    return desk.page("why.title", "why/why.jte", why);
  }

  /** As it was decided; where that is not there, or no more, as of now. */
  private static Parameters explained(Desk desk, String id, String when) {
    String asked = "CommunicationRequest/" + id + "/$explain?when=";
    if (!NOW.equals(when)) {
      try {
        return desk.fhir().ask(asked + "decision");
      } catch (ResourceNotFoundException undecided) {
        // The page says so.
      }
    }
    return desk.fhir().ask(asked + NOW);
  }
}

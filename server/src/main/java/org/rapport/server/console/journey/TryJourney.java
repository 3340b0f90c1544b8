package org.rapport.server.console.journey;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Parts;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A journey on a calendar: what it would send to people made up, day by day, and what not. */
@RestController
public class TryJourney {
  private static final int USUAL = 100;
  private static final int MOST = 1_000;
  private static final int DAYS = 60;
  private static final int MOST_DAYS = 400;
  private static final int TOLD = 200;

  /**
   * What came of it.
   *
   * @param days that have something, in order
   * @param months the same as a calendar
   * @param steps by step and what became of it
   * @param person of whom the messages are told
   */
  public record Calendar(
      String id,
      String title,
      int people,
      LocalDate from,
      LocalDate to,
      String sent,
      String notSent,
      List<Day> days,
      List<Month> months,
      List<Outcome> steps,
      String person,
      List<String> persons,
      List<Message> messages) {}

  /** One day; {@code of100} is how much of the fullest day it is. */
  public record Day(String date, long sent, long notSent, long of100) {}

  /** What became of a step, how often. */
  public record Outcome(String step, String outcome, long count) {}

  /** What one person got, or did not get and why. */
  public record Message(String at, String step, String channel, String subject, String body) {}

  @GetMapping("/console/journeys/{id:" + Desk.ID + "}/calendar")
  ResponseEntity<String> calendar(@PathVariable("id") String id, Desk desk) {
    PlanDefinition plan = desk.fhir().read(PlanDefinition.class, id);
    int people = desk.number("people");
    people = people == 0 ? USUAL : Math.min(people, MOST);
    LocalDate from = desk.day("from") == null ? desk.today() : desk.day("from");
    LocalDate to = desk.day("to");
    if (to == null || to.isBefore(from) || to.isAfter(from.plusDays(MOST_DAYS))) {
      to = from.plusDays(DAYS);
    }
    Parameters answer =
        desk.fhir()
            .ask(
                Query.of("PlanDefinition/" + id + "/$simulate")
                    .with("people", people)
                    .with("from", from)
                    .with("to", to)
                    .with("_count", TOLD)
                    .toString());
    Steps steps = new Steps(desk, plan);
    Map<String, List<Message>> told = told(desk, steps, answer);
    String person =
        told.containsKey(desk.asked("person", ""))
            ? desk.asked("person")
            : told.keySet().stream().findFirst().orElse(null);
    List<Day> days = days(answer);
    return desk.page(
        "try.title",
        "journey/calendar.jte",
        new Calendar(
            id,
            People.title(desk, plan),
            people,
            from,
            to,
            Parts.text(answer, "sent"),
            Parts.text(answer, "notSent"),
            days,
            Month.of(days, desk.words().locale()),
            outcomes(desk, steps, answer),
            person,
            List.copyOf(told.keySet()),
            person == null ? List.of() : told.get(person)));
  }

  private static List<Day> days(Parameters answer) {
    List<ParametersParameterComponent> days = Parts.of(answer, "day");
    long fullest =
        days.stream()
            .mapToLong(one -> Parts.number(one, "sent") + Parts.number(one, "notSent"))
            .max()
            .orElse(1);
    return days.stream()
        .map(
            one -> {
              long sent = Parts.number(one, "sent");
              long not = Parts.number(one, "notSent");
              return new Day(
                  Parts.text(one, "date"), sent, not, Math.max(1, 100 * (sent + not) / fullest));
            })
        .toList();
  }

  private static List<Outcome> outcomes(Desk desk, Steps steps, Parameters answer) {
    List<Outcome> outcomes = new ArrayList<>();
    for (ParametersParameterComponent one : Parts.of(answer, "step")) {
      String step = Parts.text(one, "id");
      outcomes.add(
          new Outcome(
              steps.titles().getOrDefault(step, step),
              named(desk, Parts.text(one, "outcome")),
              Parts.number(one, "count")));
    }
    return outcomes;
  }

  // An outcome is the channel that it went by, or why it did not go.
  private static String named(Desk desk, String outcome) {
    return Channel.fromCode(outcome)
        .map(desk::name)
        .orElseGet(() -> desk.name(NotDoneReason.SYSTEM, outcome));
  }

  private static Map<String, List<Message>> told(Desk desk, Steps steps, Parameters answer) {
    Map<String, List<Message>> told = new TreeMap<>();
    for (ParametersParameterComponent one : Parts.of(answer, "message")) {
      boolean sent = !Parts.text(one, "channel").isEmpty() && Parts.text(one, "reason").isEmpty();
      String step = Parts.text(one, "step");
      told.computeIfAbsent(Parts.text(one, "patient"), unseen -> new ArrayList<>())
          .add(
              new Message(
                  desk.times().full(OffsetDateTime.parse(Parts.text(one, "at")).toInstant()),
                  steps.titles().getOrDefault(step, step),
                  named(desk, Parts.text(one, sent ? "channel" : "reason")),
                  Parts.text(one, "subject"),
                  sent ? Parts.text(one, "body") : Parts.text(one, "why")));
    }
    return told;
  }
}

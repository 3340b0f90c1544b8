package org.rapport.server.console.today;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Parts;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.rapport.terminology.CallOutcome;

/** Asks {@code Task/$worklist} and says its answer in the words of who looks. */
final class TodayQuery {
  private static final int ROWS = 50;
  private static final Duration SOON = Duration.ofMinutes(30);
  private static final List<String> KINDS =
      List.of("crisis", "inquiry", "call", "reply", "escalation", "other");

  /** What stands together under "other". */
  private static final List<String> REST =
      List.of(
          "delivery-unknown",
          "review-journey",
          "resolve-identity",
          "dead-letter",
          "break-glass",
          "other");

  private final Desk desk;
  private final String only;
  private final List<Frame.Option> outcomes;

  /**
   * For somebody.
   *
   * @param only the one kind that the page is about; null: as they ask
   */
  TodayQuery(Desk desk, String only) {
    this.desk = desk;
    this.only = only;
    this.outcomes =
        Stream.of(CallOutcome.values())
            .map(outcome -> new Frame.Option(outcome.code(), desk.name(outcome)))
            .toList();
  }

  TodayView view() {
    Parameters answer = desk.fhir().ask(asked());
    Map<String, Long> counts = new LinkedHashMap<>();
    List<TodayView.Row> rows = new ArrayList<>();
    long total = 0;
    String next = null;
    for (ParametersParameterComponent one : answer.getParameter()) {
      switch (one.getName()) {
        case "total" -> total = ((IntegerType) one.getValue()).getValue();
        case "count" -> counts.put(Parts.text(one, "kind"), Parts.number(one, "value"));
        case "item" -> rows.add(row(one));
        case "next" -> next = desk.with("after", one.getValue().primitiveValue());
        default -> {
          // A later version may say more.
        }
      }
    }
    return new TodayView(
        kinds(counts), whose(counts), rows, total, next, counts.getOrDefault("crisis", 0L));
  }

  private String asked() {
    String kind = only == null ? desk.asked("kind") : only;
    String whose = desk.asked("whose", "");
    return Query.of("Task/$worklist")
        .with("_count", ROWS)
        .with("kind", "other".equals(kind) ? String.join(",", REST) : kind)
        .with("location", desk.asked("place"))
        .with("after", desk.asked("after"))
        .with(
            "taken-by",
            whose.equals("mine")
                ? desk.user().practitioner()
                : whose.equals("nobody") ? "nobody" : null)
        .with("later", whose.equals("later") ? true : null)
        .toString();
  }

  private List<TodayView.Tab> kinds(Map<String, Long> counts) {
    if (only != null) {
      return List.of();
    }
    String chosen = desk.asked("kind", "");
    List<TodayView.Tab> tabs = new ArrayList<>();
    counts.put("other", REST.stream().mapToLong(kind -> counts.getOrDefault(kind, 0L)).sum());
    long all = KINDS.stream().mapToLong(kind -> counts.getOrDefault(kind, 0L)).sum();
    tabs.add(new TodayView.Tab(say("today.all"), desk.with("kind", null), all, chosen.isEmpty()));
    for (String kind : KINDS) {
      tabs.add(
          new TodayView.Tab(
              say("today.kinds." + kind),
              desk.with("kind", kind),
              counts.getOrDefault(kind, 0L),
              chosen.equals(kind)));
    }
    return tabs;
  }

  private List<TodayView.Tab> whose(Map<String, Long> counts) {
    String chosen = desk.asked("whose", "");
    List<TodayView.Tab> tabs = new ArrayList<>();
    for (String one : List.of("", "mine", "nobody", "later")) {
      if (one.equals("mine") && desk.user().practitioner() == null) {
        continue;
      }
      tabs.add(
          new TodayView.Tab(
              say("today.whose." + (one.isEmpty() ? "all" : one)),
              desk.with("whose", one.isEmpty() ? null : one),
              one.equals("later") ? counts.get("later") : null,
              chosen.equals(one)));
    }
    return tabs;
  }

  private TodayView.Row row(ParametersParameterComponent item) {
    Task task = (Task) Parts.resource(item, "task");
    Patient patient = (Patient) Parts.resource(item, "patient");
    Communication inbound = (Communication) Parts.resource(item, "last-inbound");
    Communication called = (Communication) Parts.resource(item, "last-call");
    String kind = Parts.text(item, "kind");
    Instant due =
        item.getPart().stream()
            .filter(part -> part.getName().equals("due"))
            .map(part -> ((InstantType) part.getValue()).getValue().toInstant())
            .findFirst()
            .orElse(null);
    Reference taken = People.holder(task);
    String holder = taken == null ? null : taken.getDisplay();
    boolean mine =
        taken != null
            && desk.user().practitioner() != null
            && ("Practitioner/" + desk.user().practitioner()).equals(taken.getReference());
    boolean lead = kind.equals("inquiry");
    boolean planned = kind.equals("call");
    return new TodayView.Row(
        task.getIdElement().getIdPart(),
        task.getIdElement().getVersionIdPart(),
        patient == null ? null : patient.getIdElement().getIdPart(),
        patient == null ? People.about(desk, task) : People.name(patient),
        say("today.kind." + kind),
        state(kind, due),
        due,
        patient == null ? "" : People.about(desk, task),
        facts(task, item, called),
        inbound == null || People.words(inbound).isBlank() ? null : People.words(inbound),
        patient == null ? null : People.telephone(patient),
        holder,
        mine,
        lead,
        lead || planned,
        outcomes,
        UUID.randomUUID().toString(),
        patient != null && kind.equals("reply") ? answer(task, patient) : null);
  }

  // Sent from there, the message closes the Task, and comes back here.
  private String answer(Task task, Patient patient) {
    return Query.of("/console/people/" + patient.getIdElement().getIdPart())
        .with("task", task.getIdElement().getIdPart())
        .with("_task", task.getIdElement().getVersionIdPart())
        .with("from", desk.with("after", null))
        .toString();
  }

  private String state(String kind, Instant due) {
    if (kind.equals("crisis")) {
      return "crisis";
    }
    if (due == null) {
      return "none";
    }
    if (due.isBefore(desk.now())) {
      return "late";
    }
    return due.isBefore(desk.now().plus(SOON)) ? "soon" : "open";
  }

  private List<String> facts(Task task, ParametersParameterComponent item, Communication called) {
    List<String> facts = new ArrayList<>();
    if (task.hasBusinessStatus()) {
      facts.add(desk.name(task.getBusinessStatus()));
    }
    long calls = Parts.number(item, "calls");
    if (calls > 0) {
      facts.add(say("today.called", calls));
    }
    if (called != null && called.hasStatusReason()) {
      facts.add(desk.name(called.getStatusReason()));
    }
    return facts;
  }

  private String say(String key, Object... values) {
    return desk.words().say(key, values);
  }
}

package org.rapport.server.journey.check;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.journey.Events;
import org.rapport.server.journey.Facts;
import org.rapport.server.journey.Focus;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.Journey.Anchor;
import org.rapport.server.journey.Journey.Kind;
import org.rapport.server.journey.Journey.Step;
import org.rapport.server.journey.Journey.Trigger;
import org.rapport.server.journey.PlannedStep;
import org.rapport.server.journey.Planner;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.JourneyEvent;
import org.rapport.terminology.TaskCode;
import org.rapport.time.CivilTime;

/**
 * Plans the journey for somebody whom nothing unusual happens to: a visit four weeks ahead at ten,
 * or whatever else it is about. Finds steps that come when they are of no use, and more messages
 * than the house rules allow.
 */
final class TypicalPatient {
  // A Monday, so that business time begins at once.
  private static final Instant NOW = Instant.parse("2027-05-03T10:00:00Z");
  private static final Duration AHEAD = Duration.ofDays(28);
  private static final int A_DAY = 2;
  private static final int A_WEEK = 5;

  private TypicalPatient() {}

  static void walk(Journey journey, List<Element> elements, List<Issue> issues) {
    Map<String, Element> byId = new HashMap<>();
    elements.stream().filter(Element::isStep).forEach(e -> byId.put(e.action().getId(), e));
    Map<String, Step> steps = new HashMap<>();
    journey.steps().forEach(step -> steps.put(step.id(), step));
    Set<String> counted = new HashSet<>();
    List<PlannedStep> messages = new ArrayList<>();
    for (PlannedStep planned : plan(withoutConditions(journey))) {
      Element element = byId.get(planned.step());
      if (planned.usefulUntil() != null && !planned.occurrence().isBefore(planned.usefulUntil())
          || planned.passed()) {
        issues.add(
            new Issue(
                element.path(),
                "It would come when it is of no use any more: due "
                    + planned.rule()
                    + ", after its usefulness"));
        continue;
      }
      // Of the alternatives of a choice one goes out.
      boolean alternative = element.choice() != null && !counted.add(element.choice());
      if (planned.kind() == Kind.MESSAGE && !alternative && !isAnswer(steps.get(planned.step()))) {
        messages.add(planned);
      }
    }
    caps(messages, byId, issues);
  }

  // A confirmation or an acknowledgement is not counted by the house rules.
  private static boolean isAnswer(Step step) {
    return step.anchor() == Anchor.ENROLMENT && step.offset().isNone();
  }

  private static void caps(
      List<PlannedStep> messages, Map<String, Element> byId, List<Issue> issues) {
    List<PlannedStep> ordered = new ArrayList<>(messages);
    ordered.sort(Comparator.comparing(PlannedStep::occurrence));
    for (int i = 0; i < ordered.size(); i++) {
      PlannedStep last = ordered.get(i);
      long day = 0;
      long week = 0;
      for (int j = 0; j <= i; j++) {
        PlannedStep one = ordered.get(j);
        if (one.local().toLocalDate().equals(last.local().toLocalDate())) {
          day++;
        }
        if (one.occurrence().isAfter(last.occurrence().minus(Duration.ofDays(7)))) {
          week++;
        }
      }
      if (day > A_DAY || week > A_WEEK) {
        issues.add(
            new Issue(
                byId.get(last.step()).path(),
                "More messages than the caps allow: "
                    + (day > A_DAY
                        ? day + " in a day, of " + A_DAY
                        : week + " in 7 days, of " + A_WEEK)));
        return;
      }
    }
  }

  private static List<PlannedStep> plan(Journey journey) {
    Facts facts =
        new Facts("typical", Facts.PatientState.ACTIVE, ZoneOffset.UTC, focus(journey), List.of());
    return new Planner(CivilTime.installed()).plan(journey, facts, NOW).steps();
  }

  private static Journey withoutConditions(Journey journey) {
    return new Journey(
        journey.url(),
        journey.version(),
        journey.triggers().stream()
            .map(
                t ->
                    new Trigger(
                        t.event(),
                        t.focusType(),
                        Optional.empty(),
                        t.period(),
                        t.from(),
                        Optional.empty()))
            .toList(),
        journey.steps().stream()
            .map(
                s ->
                    new Step(
                        s.id(),
                        s.kind(),
                        s.anchor(),
                        s.related(),
                        s.offset(),
                        s.timeOfDay(),
                        s.template(),
                        s.changeNotice(),
                        s.purpose(),
                        s.usefulness(),
                        s.replyWindow(),
                        List.of()))
            .toList(),
        List.of(),
        journey.reEntry(),
        Optional.empty(),
        Set.of(),
        Optional.empty());
  }

  private static Focus focus(Journey journey) {
    Trigger trigger = journey.triggers().get(0);
    JourneyEvent event = Events.of(trigger.event());
    if (event == null) {
      return new Focus(trigger.focusType(), "typical", "active", Set.of(), NOW, null);
    }
    return switch (event) {
      case APPOINTMENT_BOOKED, APPOINTMENT_MOVED -> visit("booked", NOW.plus(AHEAD));
      case APPOINTMENT_CANCELLED -> visit("cancelled", NOW.plus(AHEAD));
      case APPOINTMENT_NO_SHOW -> visit("noshow", NOW.minusSeconds(3600));
      case APPOINTMENT_FULFILLED -> visit("fulfilled", NOW.minusSeconds(3600));
      case LEAD_CREATED, LEAD_STAGE_CHANGED -> focus("Task", "requested", TaskCode.LEAD.code());
      case FORM_ABANDONED -> focus("QuestionnaireResponse", "in-progress", "form");
      case QUESTIONNAIRE_ANSWERED -> focus("QuestionnaireResponse", "completed", "form");
      case CALL_MISSED ->
          focus("Communication", "completed", EngagementCategory.MISSED_CALL.code());
      case DOCUMENT_DOWNLOADED ->
          focus("Communication", "completed", EngagementCategory.DOWNLOAD.code());
      case REPLY_RECEIVED -> focus("Communication", "completed", EngagementCategory.REPLY.code());
      case SEGMENT_ENTERED -> focus("Patient", "active", "patient");
      case QUESTIONNAIRE_ASSIGNED ->
          new Focus(
              "Task", "typical", "requested", Set.of(Focus.QUESTIONNAIRE), NOW, NOW.plus(AHEAD));
    };
  }

  private static Focus visit(String status, Instant start) {
    return Focus.visit("typical", status, start, start.plusSeconds(1800));
  }

  private static Focus focus(String type, String status, String kind) {
    return new Focus(type, "typical", status, Set.of(kind), NOW, null);
  }
}

package org.rapport.server.journey;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.journey.Facts.Enrolment;
import org.rapport.server.journey.Facts.EnrolmentState;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.journey.Facts.Standing;
import org.rapport.server.journey.Journey.Kind;
import org.rapport.time.CivilTime;

/** Somebody on any journey: what the store would hold, and what staff do. */
final class Walk {
  static final ZoneId TORONTO = ZoneId.of("America/Toronto");

  private final Planner planner = new Planner(CivilTime.installed());
  private final Journey journey;
  private final Map<String, List<Resource>> evidence = new HashMap<>();
  private final List<Standing> standing = new ArrayList<>();
  private final Set<String> skipped = new TreeSet<>();
  private final Map<String, Instant> sendNow = new HashMap<>();
  private final List<Instant> replies = new ArrayList<>();
  private Focus focus;
  private ZoneId zone = TORONTO;
  private BusinessHours hours = BusinessHours.usual(TORONTO);
  private Instant entered;
  private Instant ended;
  private boolean paused;
  private boolean stopped;
  private String variant;
  private int lastId;

  Walk(Journey journey, Focus focus) {
    this.journey = journey;
    this.focus = focus;
  }

  Walk becomes(Focus changed) {
    focus = changed;
    return this;
  }

  Walk zone(String changed) {
    zone = ZoneId.of(changed);
    hours = BusinessHours.usual(zone);
    return this;
  }

  Walk hours(BusinessHours changed) {
    hours = changed;
    return this;
  }

  Walk evidence(String constant, Resource... resources) {
    evidence.put(constant, List.of(resources));
    return this;
  }

  Walk variant(String drawn) {
    variant = drawn;
    return this;
  }

  Walk pause(boolean on) {
    paused = on;
    return this;
  }

  Walk stop() {
    stopped = true;
    return this;
  }

  Walk skip(String step) {
    skipped.add(step);
    return this;
  }

  Walk sendNow(String step, Instant at) {
    sendNow.put(step, at);
    return this;
  }

  Walk replied(Instant at) {
    replies.add(at);
    return this;
  }

  Plan plan(Instant now) {
    EnrolmentState state =
        stopped
            ? EnrolmentState.STOPPED
            : paused
                ? EnrolmentState.PAUSED
                : entered == null
                    ? EnrolmentState.NONE
                    : ended == null ? EnrolmentState.ACTIVE : EnrolmentState.ENDED;
    Enrolment enrolment =
        new Enrolment(
            state,
            entered,
            ended,
            Set.copyOf(skipped),
            Map.copyOf(sendNow),
            List.copyOf(replies),
            variant);
    List<Standing> stored =
        standing.stream()
            .sorted(Comparator.comparing(Standing::occurrence).thenComparing(Standing::id))
            .toList();
    return planner.plan(
        journey,
        new Facts(
            "patient-1",
            PatientState.ACTIVE,
            zone,
            focus,
            stored,
            enrolment,
            hours,
            Evidence.of(evidence)),
        now);
  }

  Plan reconcile(Instant now) {
    Plan plan = plan(now);
    if (plan.unwanted().isEmpty()) {
      entered = plan.entered();
      ended = null;
    } else if (entered != null && ended == null) {
      ended = now;
    }
    for (Change change : plan.changes()) {
      if (change instanceof Change.Add add) {
        standing.add(stored("id-" + ++lastId, add.step()));
      } else if (change instanceof Change.Move move) {
        standing.replaceAll(s -> s.id().equals(move.id()) ? stored(s.id(), move.step()) : s);
      } else if (change instanceof Change.Revoke revoke) {
        standing.replaceAll(
            s ->
                s.id().equals(revoke.id())
                    ? with(s, CommunicationRequestStatus.REVOKED, revoke.reason().code(), false)
                    : s);
      }
    }
    return plan;
  }

  /** Plans what is due and sends what is still wanted, as the gate's transaction does. */
  List<String> sendDue(Instant now) {
    reconcile(now);
    List<String> sent = new ArrayList<>();
    standing.replaceAll(
        s -> {
          if (!s.active() || s.occurrence().isAfter(now) || !isMessage(s.step())) {
            return s;
          }
          if (s.usefulUntil() != null && !now.isBefore(s.usefulUntil())) {
            return with(s, CommunicationRequestStatus.REVOKED, "window-passed", true);
          }
          sent.add(s.step());
          return with(s, CommunicationRequestStatus.COMPLETED, null, true);
        });
    return sent;
  }

  private boolean isMessage(String step) {
    return journey.steps().stream().anyMatch(s -> s.id().equals(step) && s.kind() == Kind.MESSAGE);
  }

  Standing of(String step) {
    return standing.stream().filter(s -> s.step().equals(step)).findFirst().orElseThrow();
  }

  /** What stands, as {@code step status reason}. */
  List<String> state() {
    return standing.stream()
        .map(
            s ->
                s.step() + " " + s.status().toCode() + (s.reason() == null ? "" : " " + s.reason()))
        .sorted()
        .toList();
  }

  /** What would go out. */
  Map<String, Instant> promises() {
    return standing.stream()
        .filter(s -> s.active() || s.held())
        .collect(Collectors.toMap(s -> s.step() + "@" + s.anchor(), Standing::occurrence));
  }

  private static Standing stored(String id, PlannedStep step) {
    return new Standing(
        id,
        step.step(),
        step.anchor(),
        step.template(),
        step.occurrence(),
        step.usefulUntil(),
        step.refusal() != null
            ? CommunicationRequestStatus.REVOKED
            : step.issued()
                ? CommunicationRequestStatus.COMPLETED
                : step.held()
                    ? CommunicationRequestStatus.ONHOLD
                    : CommunicationRequestStatus.ACTIVE,
        step.refusal() == null ? null : step.refusal().code(),
        false);
  }

  private static Standing with(
      Standing s, CommunicationRequestStatus status, String reason, boolean outcome) {
    return new Standing(
        s.id(),
        s.step(),
        s.anchor(),
        s.template(),
        s.occurrence(),
        s.usefulUntil(),
        status,
        reason,
        outcome);
  }
}

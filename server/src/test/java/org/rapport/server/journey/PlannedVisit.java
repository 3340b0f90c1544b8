package org.rapport.server.journey;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.journey.Facts.Standing;
import org.rapport.terminology.NotDoneReason;
import org.rapport.time.CivilTime;

/** One visit of one patient, with the messages that stand for it: what the store would hold. */
final class PlannedVisit {
  static final ZoneId TORONTO = ZoneId.of("America/Toronto");

  private final Planner planner = new Planner(CivilTime.installed());
  private final Journey journey = TestJourneys.reminders();
  private final List<Standing> standing = new ArrayList<>();
  private PatientState patient = PatientState.ACTIVE;
  private ZoneId zone = TORONTO;
  private Focus visit = TestVisits.deleted();
  private int lastId;

  static PlannedVisit of(Focus visit) {
    return new PlannedVisit().becomes(visit);
  }

  PlannedVisit becomes(Focus changed) {
    visit = changed;
    return this;
  }

  PlannedVisit patient(PatientState changed) {
    patient = changed;
    return this;
  }

  PlannedVisit zone(ZoneId changed) {
    zone = changed;
    return this;
  }

  /** The plan at an instant, without applying it. */
  Plan plan(Instant now) {
    return planner.plan(journey, new Facts("patient-1", patient, zone, visit, stored()), now);
  }

  /** Plans at an instant and applies the changes, as the store would. */
  Plan reconcile(Instant now) {
    Plan plan = plan(now);
    plan.changes().forEach(this::apply);
    return plan;
  }

  /** The provider took everything that is active and due; answers the steps. */
  List<Standing> sendDue(Instant now) {
    List<Standing> due =
        standing.stream().filter(s -> s.active() && !s.occurrence().isAfter(now)).toList();
    due.forEach(sent -> end(sent, CommunicationRequestStatus.COMPLETED, null));
    return due;
  }

  /** The gate refused the active message of a step. */
  void refuse(String step, NotDoneReason reason) {
    end(activeOf(step), CommunicationRequestStatus.REVOKED, reason.code());
  }

  List<Standing> standing() {
    return List.copyOf(standing);
  }

  List<Standing> active() {
    return standing.stream().filter(Standing::active).toList();
  }

  Standing activeOf(String step) {
    return active().stream().filter(s -> s.step().equals(step)).findFirst().orElseThrow();
  }

  List<Standing> of(String step) {
    return standing.stream().filter(s -> s.step().equals(step)).toList();
  }

  /** What would go out, whatever led to it. */
  Set<Promise> promises() {
    return active().stream()
        .map(s -> new Promise(s.step(), s.anchor(), s.occurrence(), s.template()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** An active message without its identity. */
  record Promise(String step, Instant anchor, Instant occurrence, String template) {}

  // In the order in which the store reads them.
  private List<Standing> stored() {
    return standing.stream()
        .sorted(Comparator.comparing(Standing::occurrence).thenComparing(Standing::id))
        .toList();
  }

  private void apply(Change change) {
    if (change instanceof Change.Add add) {
      // Ids of the store are in no order.
      String id = Integer.toHexString(31 * ++lastId * 0x9E3779B1) + "-" + lastId;
      standing.add(standing(id, add.step()));
    } else if (change instanceof Change.Move move) {
      standing.replaceAll(s -> s.id().equals(move.id()) ? standing(move.id(), move.step()) : s);
    } else if (change instanceof Change.Revoke revoke) {
      Standing before =
          standing.stream().filter(s -> s.id().equals(revoke.id())).findFirst().orElseThrow();
      replace(before, CommunicationRequestStatus.REVOKED, revoke.reason().code(), false);
    }
  }

  private void end(Standing before, CommunicationRequestStatus status, String reason) {
    replace(before, status, reason, true);
  }

  private void replace(
      Standing before, CommunicationRequestStatus status, String reason, boolean outcome) {
    standing.set(
        standing.indexOf(before),
        new Standing(
            before.id(),
            before.step(),
            before.anchor(),
            before.template(),
            before.occurrence(),
            before.usefulUntil(),
            status,
            reason,
            outcome));
  }

  private static Standing standing(String id, PlannedStep step) {
    return new Standing(
        id,
        step.step(),
        step.anchor(),
        step.template(),
        step.occurrence(),
        step.usefulUntil(),
        step.passed() ? CommunicationRequestStatus.REVOKED : CommunicationRequestStatus.ACTIVE,
        step.passed() ? NotDoneReason.WINDOW_PASSED.code() : null,
        false);
  }
}

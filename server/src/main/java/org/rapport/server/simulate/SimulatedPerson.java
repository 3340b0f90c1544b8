package org.rapport.server.simulate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Consent;
import org.rapport.server.consent.Bases;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.Decision;
import org.rapport.server.consent.OwnHours;
import org.rapport.server.journey.Plan;
import org.rapport.server.outreach.gate.RuleResult;
import org.rapport.server.outreach.gate.Traffic;
import org.rapport.server.outreach.release.DryGate;
import org.rapport.server.outreach.release.DryGate.Judged;
import org.rapport.server.projection.ConsentProjector;
import org.rapport.server.projection.ConsentProjector.Decided;
import org.rapport.server.projection.read.PatientRecord;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.server.simulate.SimulatedEnrolment.Held;
import org.rapport.terminology.ConsentCategory;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;

/**
 * Everything that happens to one person between two instants, in order of time: visits are booked
 * and end, steps become due, the gate lets out, defers or refuses. Not thread-safe.
 */
final class SimulatedPerson {
  /** So many things at most, so that a journey without an end does not run forever. */
  private static final int MOST_EVENTS = 10_000;

  private final Scenario.Person person;
  private final List<SimulatedEnrolment> enrolments;
  private final boolean upcoming;
  private final DryGate gate;
  private final ContactBook contacts;
  private final PriorityQueue<Event> agenda =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingInt(Event::order));
  private final List<Traffic.Item> traffic = new ArrayList<>();
  private final List<SimulatedMessage> messages = new ArrayList<>();
  private final Set<Held> told = new HashSet<>();
  private int number;

  /** Something to look at; with a step, that step is due. */
  private record Event(Instant at, int order, SimulatedEnrolment enrolment, Held step) {}

  SimulatedPerson(
      Scenario.Person person,
      List<SimulatedEnrolment> enrolments,
      boolean upcoming,
      DryGate gate,
      String region) {
    this.person = person;
    this.enrolments = enrolments;
    this.upcoming = upcoming;
    this.gate = gate;
    this.contacts = contacts(person, region, gate.bases(person.patient()));
  }

  private static ContactBook contacts(Scenario.Person person, String region, Bases bases) {
    String country =
        person.patient().hasAddress() ? person.patient().getAddressFirstRep().getCountry() : null;
    return new ContactBook(
            PatientRecord.contacts(person.patient()),
            of(person, ConsentCategory.OUTREACH).map(consent -> decision(consent, bases)).toList(),
            Map.of(),
            country != null && country.length() == 2 ? country : region,
            of(person, ConsentCategory.AUTHORIZATION)
                .map(consent -> decision(consent, bases))
                .toList(),
            bases)
        .quiet(
            of(person, ConsentCategory.QUIET_HOURS)
                .map(ConsentProjector::decided)
                .map(decided -> new OwnHours(decided.quietFrom(), decided.quietUntil()))
                .toList())
        .represented(
            person.patient().getBirthDateElement().getValueAsString(),
            person.representatives(),
            Sensitivity.of(person.patient()) != Sensitivity.NONE);
  }

  private static Stream<Consent> of(Scenario.Person person, ConsentCategory category) {
    return person.consents().stream()
        .filter(ConsentProjector::decides)
        .filter(consent -> ConsentProjector.category(consent).filter(category::equals).isPresent());
  }

  private static Decision decision(Consent consent, Bases bases) {
    Decided decided = ConsentProjector.decided(consent);
    return new Decision(
        decided.permit(),
        Set.copyOf(decided.purposes()),
        Set.copyOf(decided.channels()),
        decided.verified(),
        decided.decidedAt(),
        decided.from(),
        Bases.until(Optional.ofNullable(decided.lastDay()), decided.until(), bases.zone()),
        decided.basis(),
        decided.imported(),
        decided.riskNotice());
  }

  /** What goes out, and what does not and why, from {@code from} to {@code to}, exclusive. */
  List<SimulatedMessage> run(Instant from, Instant to) {
    for (SimulatedEnrolment enrolment : enrolments) {
      look(enrolment, enrolment.created().filter(at -> at.isAfter(from)).orElse(from));
    }
    for (Appointment visit : person.visits()) {
      if (visit.hasEnd() && visit.getEnd().toInstant().isAfter(from)) {
        enrolments.forEach(enrolment -> look(enrolment, visit.getEnd().toInstant()));
      }
    }
    for (int events = 0; events < MOST_EVENTS; events++) {
      Event next = agenda.poll();
      if (next == null || !next.at().isBefore(to)) {
        break;
      }
      next.enrolment().over(next.at());
      plan(next.enrolment(), next.at());
      if (next.step() != null && next.step().active()) {
        due(next.enrolment(), next.step(), next.at());
      }
    }
    return messages;
  }

  private void look(SimulatedEnrolment enrolment, Instant at) {
    agenda.add(new Event(at, ++number, enrolment, null));
  }

  private void plan(SimulatedEnrolment enrolment, Instant now) {
    List<Held> changed = new ArrayList<>();
    Plan plan = enrolment.reconcile(now, changed);
    plan.lookAgain().filter(at -> at.isAfter(now)).ifPresent(at -> look(enrolment, at));
    for (Held step : changed) {
      if (step.active()) {
        told.remove(step);
        Instant at = step.step().occurrence();
        agenda.add(new Event(at.isBefore(now) ? now : at, ++number, enrolment, step));
      } else if (step.message() && told.add(step)) {
        SimulatedEnrolment.refusal(step)
            .flatMap(NotDoneReason::fromCode)
            .ifPresent(
                reason -> refused(enrolment, step, now, reason, "planned: " + reason.code()));
      }
    }
  }

  private void due(SimulatedEnrolment enrolment, Held step, Instant now) {
    if (!step.message() || now.isBefore(step.step().occurrence())) {
      return;
    }
    Judged judged =
        gate.judge(
            new DryGate.Due(
                step.step(),
                person.patient(),
                enrolment.focus(),
                enrolment.place(),
                enrolment.visit(),
                enrolment.sensitivity(),
                upcoming,
                contacts,
                new Traffic(List.copyOf(traffic), planned(step))),
            now);
    if (judged.until() != null) {
      agenda.add(new Event(judged.until(), ++number, enrolment, step));
      return;
    }
    if (judged.reason() != null) {
      step.refused(judged.reason().code());
      told.add(step);
      refused(enrolment, step, now, judged.reason(), deciding(judged.rules()));
      return;
    }
    step.sent();
    if (!gate.uncounted(step.step().template())) {
      traffic.add(new Traffic.Item(purpose(step), now));
    }
    messages.add(
        new SimulatedMessage(
            id(),
            enrolment.focus().reference(),
            step.step().step(),
            step.step().purpose(),
            step.step().template(),
            step.step().occurrence(),
            now,
            null,
            judged.route(),
            judged.language(),
            judged.subject(),
            judged.body(),
            enrolment.variant(),
            step.step().rule()));
  }

  private List<Traffic.Item> planned(Held but) {
    return enrolments.stream()
        .flatMap(enrolment -> enrolment.held().stream())
        .filter(step -> step != but && step.active() && step.message())
        .filter(step -> !gate.uncounted(step.step().template()))
        .map(step -> new Traffic.Item(purpose(step), step.step().occurrence()))
        .toList();
  }

  private static OutreachPurpose purpose(Held step) {
    return OutreachPurpose.fromCode(step.step().purpose()).orElse(OutreachPurpose.MARKETING);
  }

  private void refused(
      SimulatedEnrolment enrolment, Held step, Instant now, NotDoneReason reason, String why) {
    messages.add(
        new SimulatedMessage(
            id(),
            enrolment.focus().reference(),
            step.step().step(),
            step.step().purpose(),
            step.step().template(),
            step.step().occurrence(),
            now,
            reason,
            null,
            null,
            null,
            null,
            enrolment.variant(),
            why));
  }

  private static String deciding(List<RuleResult> rules) {
    return rules.stream()
        .filter(rule -> rule.outcome() == RuleResult.Outcome.REFUSE)
        .findFirst()
        .map(rule -> rule.rule() + ": " + rule.detail())
        .orElse("content");
  }

  private String id() {
    return "Patient/" + person.patient().getIdElement().getIdPart();
  }
}

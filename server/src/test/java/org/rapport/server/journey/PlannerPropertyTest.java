package org.rapport.server.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.journey.Facts.Standing;

/** Whatever happens, in whatever order and however often: the plan is the one of the true state. */
class PlannerPropertyTest {
  private static final Instant NOW = Instant.parse("2027-03-08T15:00:00Z");

  /**
   * The state of the world after an event; a duplicate, late or early one is just another state.
   */
  record Event(Focus visit, PatientState patient, boolean planned) {
    void reach(PlannedVisit planned) {
      planned.becomes(visit).patient(patient);
    }
  }

  /** Time passes, then an event arrives; perhaps what is due goes out before it, or after. */
  record Turn(Event event, Duration later, boolean sendBefore, boolean sendAfter) {}

  @Property(tries = 1000)
  void afterAnyHistory_thePlanIsThatOfTheTrueStateAlone(
      @ForAll("histories") List<Event> history, @ForAll("events") Event truth) {
    PlannedVisit visit = new PlannedVisit();
    for (Event event : history) {
      event.reach(visit);
      if (event.planned()) {
        visit.reconcile(NOW);
        assertOneActivePerStep(visit);
        assertThat(visit.plan(NOW).changes()).as("planning again").isEmpty();
      }
    }
    truth.reach(visit);
    visit.reconcile(NOW);

    PlannedVisit fresh = new PlannedVisit();
    truth.reach(fresh);
    fresh.reconcile(NOW);
    assertThat(visit.promises()).isEqualTo(fresh.promises());
    assertThat(visit.plan(NOW).changes()).as("planning again").isEmpty();
    assertOneActivePerStep(visit);
  }

  @Property(tries = 1000)
  void whileMessagesGoOut_noStepIsSentTwiceForOneStart(@ForAll("turns") List<Turn> turns) {
    PlannedVisit visit = new PlannedVisit();
    Instant now = NOW;
    Map<String, Set<Instant>> sent = new HashMap<>();
    List<Instant> told = new ArrayList<>();
    for (Turn turn : turns) {
      now = now.plus(turn.later());
      if (turn.sendBefore()) {
        record(visit.sendDue(now), sent, told);
      }
      turn.event().reach(visit);
      visit.reconcile(now);
      assertThat(visit.plan(now).changes()).as("planning again").isEmpty();
      assertOneActivePerStep(visit);
      if (Set.of("cancelled", "deleted").contains(turn.event().visit().status())) {
        assertThat(visit.active()).as("a visit that is off").isEmpty();
      }
      assertThat(visit.active())
          .allMatch(s -> s.anchor().equals(turn.event().visit().start()), "planned for the start");
      if (turn.sendAfter()) {
        record(visit.sendDue(now), sent, told);
        visit.reconcile(now);
      }
    }
  }

  private static void record(
      List<Standing> goneOut, Map<String, Set<Instant>> sent, List<Instant> told) {
    for (Standing message : goneOut) {
      boolean first =
          sent.computeIfAbsent(message.step(), s -> new HashSet<>()).add(message.anchor());
      if (message.step().equals("confirmation")) {
        assertThat(told.isEmpty() || !told.get(told.size() - 1).equals(message.anchor()))
            .as("the start told last is not told again: %s after %s", message, told)
            .isTrue();
        assertThat(message.template())
            .isEqualTo(told.isEmpty() ? TestJourneys.CONFIRMATION : TestJourneys.CHANGE_NOTICE);
        told.add(message.anchor());
      } else {
        assertThat(first).as("sent once for its start: %s", message).isTrue();
      }
    }
  }

  private static void assertOneActivePerStep(PlannedVisit visit) {
    assertThat(visit.active()).extracting(Standing::step).doesNotHaveDuplicates();
  }

  @Provide
  Arbitrary<List<Event>> histories() {
    return events().list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<Event> events() {
    Arbitrary<Focus> visits =
        Combinators.combine(
                Arbitraries.frequencyOf(
                    net.jqwik.api.Tuple.of(5, Arbitraries.just("booked")),
                    net.jqwik.api.Tuple.of(
                        3,
                        Arbitraries.of(
                            "cancelled",
                            "noshow",
                            "fulfilled",
                            "entered-in-error",
                            "pending",
                            "deleted"))),
                Arbitraries.of(-30, 1, 3, 30, 24 * 3, 24 * 9).map(h -> NOW.plusSeconds(h * 3600L)))
            .as(TestVisits::in);
    return Combinators.combine(
            visits,
            Arbitraries.frequency(
                net.jqwik.api.Tuple.of(6, PatientState.ACTIVE),
                net.jqwik.api.Tuple.of(1, PatientState.INACTIVE),
                net.jqwik.api.Tuple.of(1, PatientState.DELETED)),
            Arbitraries.of(true, true, false))
        .as(Event::new);
  }

  @Provide
  Arbitrary<List<Turn>> turns() {
    return Combinators.combine(
            events(),
            Arbitraries.of(0, 0, 60, 3600, 30 * 3600, 72 * 3600).map(Duration::ofSeconds),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(Turn::new)
        .list()
        .ofMinSize(2)
        .ofMaxSize(14);
  }
}

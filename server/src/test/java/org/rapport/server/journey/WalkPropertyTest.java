package org.rapport.server.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Moves, cancellations, pauses and replies in any order: the plan is that of the final state. */
class WalkPropertyTest {
  private static final Instant NOW = Instant.parse("2027-03-08T15:00:00Z");

  private static final Journey LEAD = lead();

  /** A state of the world; a late, lost or repeated event is just another state, or none. */
  record State(String status, boolean paused, boolean planned) {
    void reach(Walk walk) {
      walk.becomes(new Focus("Task", "t", status, Set.of("lead"), NOW, null)).pause(paused);
    }
  }

  private static Journey lead() {
    var question = TestPlans.after("question", "enrolment", "1", "h");
    question.addExtension(
        org.rapport.profiles.Extensions.REPLY_WINDOW, TestPlans.duration("1", "d"));
    return TestPlans.on("lead-created")
        .with(TestPlans.after("hello", "enrolment", "0", "h"))
        .with(question)
        .with(
            TestPlans.step(
                "nudge",
                org.hl7.fhir.r4.model.PlanDefinition.ActionRelationshipType.AFTEREND,
                "question",
                "0",
                "h"))
        .with(TestPlans.after("later", "nudge", "2", "d"))
        .read();
  }

  @Property(tries = 1000)
  void thePlanIsThatOfTheFinalState(
      @ForAll("states") List<State> history,
      @ForAll("state") State truth,
      @ForAll boolean replied,
      @ForAll long order) {
    Walk walk = walk();
    List<State> shuffled = new ArrayList<>(history);
    shuffled.addAll(history.subList(0, history.size() / 2));
    Collections.shuffle(shuffled, new Random(order));
    for (State state : shuffled) {
      state.reach(walk);
      if (state.planned()) {
        walk.reconcile(NOW);
        assertThat(walk.plan(NOW).changes()).as("planning again").isEmpty();
      }
    }
    Walk fresh = walk();
    for (Walk each : List.of(walk, fresh)) {
      truth.reach(each);
      if (replied) {
        each.replied(NOW.plusSeconds(3600));
      }
      each.reconcile(NOW);
      assertThat(each.plan(NOW).changes()).as("planning again").isEmpty();
    }

    assertThat(walk.promises()).isEqualTo(fresh.promises());
  }

  /** Nobody is dropped by a pause, and nobody is written to twice because of one. */
  @Property(tries = 1000)
  void whateverThePauses_eachStepGoesOutOnceOrIsExplained(
      @ForAll("states") List<State> history, @ForAll long seed) {
    Random random = new Random(seed);
    Walk walk = walk();
    new State("requested", false, true).reach(walk);
    Instant now = NOW;
    List<String> sent = new ArrayList<>(walk.sendDue(now));
    for (State state : history) {
      now = now.plusSeconds(random.nextInt(4 * 3600));
      walk.pause(state.paused());
      List<String> out = walk.sendDue(now);
      if (state.paused()) {
        assertThat(out).isEmpty();
      }
      sent.addAll(out);
    }
    walk.pause(false);
    sent.addAll(walk.sendDue(now));
    sent.addAll(walk.sendDue(now.plusSeconds(4 * 86_400)));

    assertThat(sent).doesNotHaveDuplicates();
    assertThat(walk.state())
        .hasSize(4)
        .allMatch(s -> s.matches("\\w+ (completed|revoked [a-z-]+)"));
    assertThat(sent).contains("hello", "question");
  }

  private static Walk walk() {
    return new Walk(LEAD, Focus.gone("Task", "t"));
  }

  @Provide
  Arbitrary<List<State>> states() {
    return state().list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<State> state() {
    return Combinators.combine(
            Arbitraries.of("requested", "requested", "in-progress", "completed", Focus.DELETED),
            Arbitraries.of(true, false, false),
            Arbitraries.of(true, true, false))
        .as(State::new);
  }
}

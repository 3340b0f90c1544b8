package org.rapport.server.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.Timing.UnitsOfTime;
import org.hl7.fhir.r4.model.TriggerDefinition.TriggerType;
import org.junit.jupiter.api.Test;

/** Journeys for the members of a Group, and what a pause does to them. */
class SegmentJourneyTest {
  private static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");

  private static Focus patient(String... segments) {
    return new Focus("Patient", "p", "active", Set.of(segments), null, null);
  }

  private static TestPlans entered() {
    return TestPlans.on("segment-entered").with(TestPlans.after("hello", "enrolment", "1", "d"));
  }

  @Test
  void membersComeOnItByThemselves_andOthersDoNot() {
    TestPlans plan = entered();
    plan.definition().setSubject(new Reference("Group/french"));
    Journey journey = plan.read();

    assertThat(journey.segments()).containsExactly("Group/french");
    assertThat(journey.beginsByItself("Patient")).isTrue();
    assertThat(journey.mayBeWanted(patient("Group/french", "Group/other"))).isTrue();
    assertThat(journey.mayBeWanted(patient("Group/other"))).isFalse();
  }

  @Test
  void aPeriodicJourneyMayBeForASegmentToo_andTheActionsOwnSubjectCounts() {
    TestPlans plan = TestPlans.on().with(TestPlans.after("hello", "enrolment", "1", "d"));
    Timing yearly = new Timing();
    yearly.getRepeat().setPeriod(1).setPeriodUnit(UnitsOfTime.A);
    plan.root().addTrigger().setType(TriggerType.PERIODIC).setTiming(yearly);
    plan.definition().setSubject(new Reference("Group/all"));
    plan.root().setSubject(new Reference("Group/french"));

    assertThat(plan.read().segments()).containsExactly("Group/french");
    assertThat(plan.read().beginsByItself("Patient")).isTrue();
  }

  @Test
  void whoLeavesIsTakenOff() {
    TestPlans plan = entered();
    plan.definition().setSubject(new Reference("Group/french"));
    Walk walk = new Walk(plan.read(), patient("Group/french"));
    walk.reconcile(NOW);
    assertThat(walk.state()).containsExactly("hello active");

    walk.becomes(patient()).reconcile(NOW.plusSeconds(60));
    assertThat(walk.state()).containsExactly("hello revoked condition-not-met");
    assertThat(walk.plan(NOW.plusSeconds(61)).changes()).isEmpty();
  }

  /** It ends by itself at that moment, not only when somebody resumes the enrolment. */
  @Test
  void whatBecomesUselessWhileItIsPausedEndsAsPaused_andWhatIsOfUseGoesOutWhenItIsResumed() {
    Journey journey =
        TestPlans.on("segment-entered")
            .with(TestPlans.after("early", "enrolment", "1", "d"))
            .with(TestPlans.after("late", "enrolment", "9", "d"))
            .read();
    Walk walk = new Walk(journey, patient());
    walk.reconcile(NOW);
    walk.pause(true).reconcile(NOW.plusSeconds(60));
    Instant useless = walk.of("early").usefulUntil();
    assertThat(walk.plan(NOW.plusSeconds(61)).lookAgain()).contains(useless);
    assertThat(walk.plan(useless.minusSeconds(1)).changes()).isEmpty();

    walk.reconcile(useless);
    assertThat(walk.state()).containsExactly("early revoked paused", "late on-hold");
    walk.pause(false);
    assertThat(walk.sendDue(walk.of("late").occurrence())).containsExactly("late");
    assertThat(walk.state()).containsExactly("early revoked paused", "late completed");
  }

  @Test
  void withoutAGroupWhoeverKnowsTheMembersAppliesIt() {
    Journey journey = entered().read();

    assertThat(journey.beginsByItself("Patient")).isFalse();
    assertThat(journey.mayBeWanted(patient())).isTrue();
  }
}

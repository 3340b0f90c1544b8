package org.rapport.server.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.Timing.UnitsOfTime;
import org.hl7.fhir.r4.model.TriggerDefinition.TriggerType;
import org.junit.jupiter.api.Test;

/** Journeys for the members of a Group. */
class SegmentJourneyTest {
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
  void withoutAGroupWhoeverKnowsTheMembersAppliesIt() {
    Journey journey = entered().read();

    assertThat(journey.beginsByItself("Patient")).isFalse();
    assertThat(journey.mayBeWanted(patient())).isTrue();
  }
}

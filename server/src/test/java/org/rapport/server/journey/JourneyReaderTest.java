package org.rapport.server.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.junit.jupiter.api.Test;
import org.rapport.server.journey.Journey.Anchor;
import org.rapport.server.journey.Journey.Step;

/** The shipped journey, and definitions that cannot be read. */
class JourneyReaderTest {

  @Test
  void whenTheShippedJourneyIsRead_thenItHasFourStepsInOrder() {
    Journey journey = TestJourneys.reminders();

    assertThat(journey.canonical())
        .isEqualTo("https://rapport.example.org/fhir/PlanDefinition/appointment-reminders|0.1.0");
    assertThat(journey.triggers())
        .extracting(Journey.Trigger::event)
        .containsExactly("https://rapport.example.org/fhir/SubscriptionTopic/appointment-change");
    assertThat(journey.steps())
        .extracting(Step::id)
        .containsExactly("confirmation", "preparation", "reminder", "last-reminder");
    assertThat(journey.steps())
        .extracting(Step::anchor)
        .containsExactly(
            Anchor.ENROLMENT, Anchor.FOCUS_START, Anchor.FOCUS_START, Anchor.FOCUS_START);
    assertThat(journey.steps())
        .extracting(step -> step.offset().toString())
        .containsExactly("PT0S", "-P7D", "-P1D", "-PT2H");
    assertThat(journey.steps()).extracting(Step::purpose).containsOnly("appointment");
    assertThat(journey.steps().get(0).changeNotice()).contains(TestJourneys.CHANGE_NOTICE);
    assertThat(journey.steps().subList(1, 4)).allMatch(step -> step.changeNotice().isEmpty());
  }

  @Test
  void whenAStepIsRelatedToNoStep_thenItIsRefusedByName() {
    PlanDefinition plan = TestJourneys.remindersDefinition();
    action(plan, "reminder").getRelatedActionFirstRep().setActionId("no-such-step");

    assertThatThrownBy(() -> JourneyReader.read(plan, url -> "appointment"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reminder");
  }

  /** One journey that cannot be read must not stop the others, so its failure has one type. */
  @Test
  void whenAnOffsetIsABrokenDayOrHasNoUnit_thenItIsAnIllegalArgument() {
    for (Duration offset :
        List.of(duration("1.5", "d"), duration("1", null), duration(null, "h"))) {
      PlanDefinition plan = TestJourneys.remindersDefinition();
      action(plan, "reminder").getRelatedActionFirstRep().setOffset(offset);

      assertThatThrownBy(() -> JourneyReader.read(plan, url -> "appointment"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("reminder");
    }
  }

  private static Duration duration(String value, String unit) {
    Duration duration = new Duration();
    if (value != null) {
      duration.setValue(new java.math.BigDecimal(value));
    }
    duration.setCode(unit);
    return duration;
  }

  private static PlanDefinitionActionComponent action(PlanDefinition plan, String id) {
    return plan.getActionFirstRep().getAction().stream()
        .filter(action -> id.equals(action.getId()))
        .findFirst()
        .orElseThrow();
  }
}

package org.rapport.server.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.journey.TestPlans.after;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/** What the shipped journeys read besides resources, and a journey that gives way to another. */
class ShippedConditionsTest {
  private static final Instant NOW = Instant.parse("2027-05-03T10:00:00Z");
  private static final String ONCE =
      "%messages.where(category.coding.where(code = 'review').exists()"
          + " and sent > %now - 180 days).empty()";

  private static boolean holds(String expression, Map<String, List<Base>> evidence) {
    Set<String> flags = new java.util.HashSet<>();
    boolean holds = Conditions.holds(expression, Evidence.of(evidence), NOW, null, flags);
    assertThat(flags).isEmpty();
    return holds;
  }

  private static Base sent(String purpose, int daysAgo) {
    Communication message = new Communication();
    message.addCategory(new CodeableConcept(new Coding(OutreachPurpose.SYSTEM, purpose, null)));
    message.setSent(Date.from(NOW.minus(Duration.ofDays(daysAgo))));
    return message;
  }

  @ParameterizedTest
  @CsvSource({"review, 179, false", "review, 181, true", "survey, 1, true"})
  void oneReviewInvitationIn180Days(String purpose, int daysAgo, boolean permitted) {
    assertThat(holds(ONCE, Map.of("messages", List.of(sent(purpose, daysAgo)))))
        .isEqualTo(permitted);
    assertThat(holds(ONCE, Map.of("messages", List.of()))).isTrue();
  }

  @Test
  void whatIsNotKnownToBeHarmlessIsSensitive() {
    assertThat(holds("%sensitive.not()", Map.of("sensitive", List.of(new BooleanType(false)))))
        .isTrue();
    assertThat(holds("%sensitive.not()", Map.of("sensitive", List.of(new BooleanType(true)))))
        .isFalse();
    assertThat(holds("%sensitive.not()", Map.of())).isFalse();
  }

  @Test
  void refusedPurposesAreNamed() {
    String outreach = "%refused.where($this = 'outreach').exists()";

    assertThat(holds(outreach, Map.of("refused", List.of(new StringType("outreach"))))).isTrue();
    assertThat(holds(outreach, Map.of("refused", List.of(new StringType("review"))))).isFalse();
  }

  @Test
  void aTaskWithAQuestionnaireIsAnAssignment_untilItIsDone() {
    Journey journey =
        TestPlans.on("questionnaire-assigned").with(after("nudge", "enrolment", "1", "h")).read();
    Task task = new Task();
    task.setId("t");
    task.setStatus(Task.TaskStatus.REQUESTED);

    assertThat(journey.mayBeWanted(Focus.of(task))).isFalse();
    task.getFocus().setReference("Questionnaire/intake");
    assertThat(journey.mayBeWanted(Focus.of(task))).isTrue();
    task.setStatus(Task.TaskStatus.COMPLETED);
    assertThat(journey.mayBeWanted(Focus.of(task))).isFalse();
  }

  @Test
  void aJourneyWhosePlaceIsTakenPlansNothingAndRevokesWhatStands() {
    Planner planner = new Planner(CivilTime.installed());
    Focus visit = Focus.visit("v", "booked", NOW.plus(Duration.ofDays(9)), null);
    Facts facts = new Facts("p", PatientState.ACTIVE, ZoneOffset.UTC, visit, List.of());
    Facts.Standing standing =
        new Facts.Standing(
            "r1",
            "reminder",
            visit.start(),
            "t",
            NOW.plusSeconds(60),
            null,
            CommunicationRequestStatus.ACTIVE,
            null,
            false);
    Facts before = new Facts("p", PatientState.ACTIVE, ZoneOffset.UTC, visit, List.of(standing));
    Journey reminders = TestJourneys.reminders();

    assertThat(planner.isTriggered(reminders, facts, NOW)).isTrue();
    assertThat(planner.plan(reminders, facts, NOW).steps()).hasSize(4);
    assertThat(planner.displaced(reminders, facts, NOW).steps()).isEmpty();
    assertThat(planner.displaced(reminders, before, NOW).changes())
        .singleElement()
        .isInstanceOf(Change.Revoke.class);
  }
}

package org.rapport.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionRelatedActionComponent;
import org.hl7.fhir.r4.model.Type;
import org.junit.jupiter.api.Test;

/** The shipped reminders are the ones that the house rules ask for. */
class AppointmentRemindersTest {

  private static final PlanDefinition JOURNEY =
      ShippedFiles.read(
          PlanDefinition.class, ShippedFiles.fileNameOf(Journeys.APPOINTMENT_REMINDERS));

  @Test
  void journeyRunsOnAppointmentChanges() {
    assertThat(JOURNEY.getAction())
        .singleElement()
        .satisfies(
            visit ->
                assertThat(visit.getTriggerFirstRep().getName())
                    .isEqualTo(Canonicals.BASE + "/SubscriptionTopic/appointment-change"));
  }

  @Test
  void stepsAreTimedByTheirMilestones() {
    assertThat(steps())
        .extracting(
            PlanDefinitionActionComponent::getId,
            step -> related(step).getActionId(),
            step -> related(step).getRelationship().toCode(),
            step -> related(step).hasOffset() ? text(related(step).getOffsetDuration()) : null)
        .containsExactly(
            tuple("confirmation", Journeys.ENROLMENT, "concurrent-with-start", null),
            tuple("preparation", Journeys.FOCUS, "before-start", "7 d"),
            tuple("reminder", Journeys.FOCUS, "before-start", "1 d"),
            tuple("last-reminder", Journeys.FOCUS, "before-start", "2 h"));
    assertThat(actions())
        .extracting(PlanDefinitionActionComponent::getId)
        .startsWith(Journeys.ENROLMENT, Journeys.FOCUS);
  }

  @Test
  void stepsAreUsefulAsLongAsTheHouseRulesSay() {
    assertThat(steps())
        .extracting(
            PlanDefinitionActionComponent::getId,
            step -> usefulness(step, Extensions.Usefulness.RELATIONSHIP).primitiveValue(),
            step -> text((Duration) usefulness(step, Extensions.Usefulness.OFFSET)))
        .containsExactly(
            tuple("confirmation", "after-occurrence", "24 h"),
            tuple("preparation", "before-start", "2 d"),
            tuple("reminder", "before-start", "3 h"),
            tuple("last-reminder", "before-start", "30 min"));
  }

  @Test
  void onlyTheConfirmationGivesWayToAChangeNotice() {
    assertThat(steps().stream().filter(step -> step.hasExtension(Extensions.CHANGE_NOTICE)))
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.getId()).isEqualTo("confirmation");
              assertThat(changeNotice(step).getUrl())
                  .isEqualTo(Canonicals.BASE + "/ActivityDefinition/appointment-change-notice");
            });
  }

  @Test
  void everyTemplateIsShipped_andOfPurposeAppointment() {
    assertThat(steps())
        .allSatisfy(
            step -> {
              String canonical = step.getDefinitionCanonicalType().getValue();
              ActivityDefinition template = template(canonical);
              assertThat(canonical).isEqualTo(template.getUrl() + "|" + template.getVersion());
              assertThat(template.getCode().getCodingFirstRep().getCode()).isEqualTo("appointment");
            });
  }

  @Test
  void governanceStandsInTheResource() {
    assertThat(JOURNEY.hasAuthor()).isTrue();
    assertThat(JOURNEY.hasEditor()).isTrue();
    assertThat(JOURNEY.hasReviewer()).isTrue();
    assertThat(JOURNEY.hasEndorser()).isTrue();
    assertThat(JOURNEY.hasContact()).isTrue();
    assertThat(JOURNEY.hasApprovalDate()).isTrue();
    assertThat(JOURNEY.hasLastReviewDate()).isTrue();
    assertThat(JOURNEY.getEffectivePeriod().hasStart()).isTrue();
    Duration interval = (Duration) JOURNEY.getExtensionByUrl(Extensions.REVIEW_INTERVAL).getValue();
    assertThat(text(interval)).isEqualTo("12 mo");
  }

  private static List<PlanDefinitionActionComponent> actions() {
    return JOURNEY.getActionFirstRep().getAction();
  }

  private static List<PlanDefinitionActionComponent> steps() {
    return actions().stream().filter(PlanDefinitionActionComponent::hasDefinition).toList();
  }

  private static PlanDefinitionActionRelatedActionComponent related(
      PlanDefinitionActionComponent step) {
    assertThat(step.getRelatedAction()).hasSize(1);
    return step.getRelatedActionFirstRep();
  }

  private static Type usefulness(PlanDefinitionActionComponent step, String part) {
    Extension usefulness = step.getExtensionByUrl(Extensions.USEFULNESS);
    return usefulness.getExtensionByUrl(part).getValue();
  }

  private static ActivityDefinition changeNotice(PlanDefinitionActionComponent step) {
    CanonicalType canonical =
        (CanonicalType) step.getExtensionByUrl(Extensions.CHANGE_NOTICE).getValue();
    return template(canonical.getValue());
  }

  private static ActivityDefinition template(String canonical) {
    return ShippedFiles.read(ActivityDefinition.class, ShippedFiles.fileNameOf(canonical));
  }

  private static String text(Duration duration) {
    assertThat(duration.getSystem()).isEqualTo("http://unitsofmeasure.org");
    return duration.getValue().toPlainString() + " " + duration.getCode();
  }
}

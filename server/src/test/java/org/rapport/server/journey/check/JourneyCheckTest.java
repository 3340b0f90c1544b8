package org.rapport.server.journey.check;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.ActivityDefinition.ActivityDefinitionKind;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.ActionConditionKind;
import org.hl7.fhir.r4.model.PlanDefinition.ActionSelectionBehavior;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rapport.profiles.Extensions;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Each thing that can be wrong, and the element that is named for it. */
class JourneyCheckTest {
  private static final FhirContext FHIR = FhirContext.forR4Cached();
  private static final String STEP = "PlanDefinition.action[0].action[2]";
  private static final String SERVICE = "http://terminology.hl7.org/CodeSystem/service-type|67";

  private final Map<String, ActivityDefinition> templates = new HashMap<>();
  private final JourneyCheck check =
      new JourneyCheck(new SensitiveServices(Map.of(SERVICE, "Sexual Health")));

  private static PlanDefinition reminders() {
    return (PlanDefinition) shipped("PlanDefinition-appointment-reminders");
  }

  private static Object shipped(String name) {
    return FHIR.newJsonParser()
        .parseResource(
            JourneyCheckTest.class.getResourceAsStream("/rapport-profiles/" + name + ".json"));
  }

  private List<Issue> issues(PlanDefinition plan) {
    return check.check(plan, this::find);
  }

  private Optional<ActivityDefinition> find(String canonical) {
    if (templates.containsKey(canonical)) {
      return Optional.of(templates.get(canonical));
    }
    String id = canonical.substring(canonical.lastIndexOf('/') + 1).replaceFirst("\\|.*", "");
    String file = "/rapport-profiles/ActivityDefinition-" + id + ".json";
    return JourneyCheckTest.class.getResource(file) == null
        ? Optional.empty()
        : Optional.of((ActivityDefinition) shipped("ActivityDefinition-" + id));
  }

  @Test
  void whatIsNotObeyedIsRefused_targetsOfGoalsAndAGroupWhereNobodyEntersIt() {
    PlanDefinition plan = reminders();
    plan.addGoal().addTarget().getMeasure().setText("blood pressure");
    plan.setSubject(new org.hl7.fhir.r4.model.Reference("Group/french"));

    assertThat(issues(plan))
        .extracting(Issue::expression)
        .containsExactlyInAnyOrder(
            "PlanDefinition.goal[" + (plan.getGoal().size() - 1) + "].target[0]",
            "PlanDefinition.subject");
  }

  static Stream<String> shippedJourneys() throws IOException {
    return Stream.of(
            new PathMatchingResourcePatternResolver()
                .getResources("classpath*:rapport-profiles/PlanDefinition-*.json"))
        .map(file -> file.getFilename().replace(".json", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shippedJourneys")
  void aShippedJourneyAndItsTemplatesPass(String name) {
    PlanDefinition plan = (PlanDefinition) shipped(name);

    assertThat(issues(plan)).isEmpty();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("no author", "PlanDefinition.author", plan -> plan.setAuthor(null)),
        mistake("no endorser", "PlanDefinition.endorser", plan -> plan.setEndorser(null)),
        mistake(
            "approved by its author",
            "PlanDefinition.endorser[0]",
            plan -> plan.getEndorserFirstRep().setName(plan.getAuthorFirstRep().getName())),
        mistake("no approval", "PlanDefinition.approvalDate", plan -> plan.setApprovalDate(null)),
        mistake("no review", "PlanDefinition.lastReviewDate", plan -> plan.setLastReviewDate(null)),
        mistake(
            "no interval",
            "PlanDefinition.extension('" + Extensions.REVIEW_INTERVAL + "')",
            plan -> plan.getExtension().clear()),
        mistake(
            "unknown event",
            "PlanDefinition.action[0].trigger[0].name",
            plan -> plan.getActionFirstRep().getTriggerFirstRep().setName("appointment-dreamt")),
        mistake(
            "no trigger",
            "PlanDefinition.action",
            plan -> plan.getActionFirstRep().setTrigger(null)),
        mistake(
            "unknown template",
            STEP + ".definition",
            plan -> step(plan).setDefinition(new CanonicalType("urn:none"))),
        mistake(
            "no FHIRPath",
            STEP + ".condition[0].expression",
            plan -> when(step(plan), "%patient.gender = ")),
        mistake(
            "reads what is not there",
            STEP + ".condition[0].expression",
            plan -> when(step(plan), "%patient.favouriteColour = 'blue'")),
        mistake(
            "reads an unknown constant",
            STEP + ".condition[0].expression",
            plan -> when(step(plan), "%moon.exists()")),
        mistake("never", STEP + ".condition[0]", plan -> when(step(plan), "false")),
        mistake(
            "related to nothing",
            STEP + ".relatedAction[0].actionId",
            plan -> step(plan).getRelatedActionFirstRep().setActionId("nothing")),
        mistake(
            "loop",
            STEP + ".relatedAction[0].actionId",
            plan -> {
              step(plan).getRelatedActionFirstRep().setActionId("preparation");
              plan.getActionFirstRep()
                  .getAction()
                  .get(3)
                  .getRelatedActionFirstRep()
                  .setActionId("confirmation");
            }),
        mistake(
            "unit",
            "PlanDefinition.action[0].action[3].relatedAction[0].offset",
            plan ->
                plan.getActionFirstRep()
                    .getAction()
                    .get(3)
                    .getRelatedActionFirstRep()
                    .setOffset(duration("3", "fortnight"))),
        mistake(
            "after its usefulness",
            "PlanDefinition.action[0].action[5]",
            plan ->
                plan.getActionFirstRep()
                    .getAction()
                    .get(5)
                    .getRelatedActionFirstRep()
                    .setOffset(duration("20", "min"))),
        mistake(
            "more than the caps: the last of the day",
            "PlanDefinition.action[0].action[5]",
            plan -> {
              more(plan, "extra-1", "3");
              more(plan, "extra-2", "4");
            }),
        mistake(
            "no stop",
            "PlanDefinition.goal",
            plan -> plan.getActionFirstRep().getTriggerFirstRep().setName("call-missed")),
        mistake(
            "an alternative never reached",
            "PlanDefinition.action[0].action[1]",
            plan ->
                plan.getActionFirstRep().setSelectionBehavior(ActionSelectionBehavior.EXACTLYONE)),
        mistake(
            "sensitive service",
            "PlanDefinition.action[0].action[2].definition",
            plan ->
                plan.addTopic(
                    new CodeableConcept(
                        new Coding(
                            SERVICE.substring(0, SERVICE.indexOf('|')), "67", "Sexual Health")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aMistakeIsNamedByItsElement(String name, String element, Consumer<PlanDefinition> mistake) {
    PlanDefinition plan = reminders();
    mistake.accept(plan);

    assertThat(issues(plan)).extracting(Issue::expression).contains(element);
  }

  @Test
  void aReviewRequestDoesNotDependOnAnOpinion() {
    PlanDefinition plan = reminders();
    ActivityDefinition review = template("review", "Please leave a review.");
    PlanDefinitionActionComponent step = step(plan);
    step.getExtension().removeIf(e -> e.getUrl().equals(Extensions.CHANGE_NOTICE));
    step.setDefinition(new CanonicalType(review.getUrl()));
    assertThat(issues(plan)).isEmpty();

    when(step, "%replies.empty()");

    assertThat(issues(plan)).extracting(Issue::expression).containsExactly(STEP + ".condition");
  }

  @Test
  void aPromptDoesNotAskForWordsThatOptOut() {
    for (String text :
        List.of(
            "Reply C to confirm or CANCEL to cancel",
            "Text END when you are done",
            "Répondez CANCEL pour annuler")) {
      assertThat(TemplateCheck.check(template("appointment", text)))
          .as(text)
          .extracting(Issue::expression)
          .containsExactly("ActivityDefinition.extension[0]");
    }
    for (String text :
        List.of(
            "Reply C to confirm, R for another time", "Call us to cancel", "The end. Reply C")) {
      assertThat(TemplateCheck.check(template("appointment", text))).as(text).isEmpty();
    }
  }

  private ActivityDefinition template(String purpose, String body) {
    ActivityDefinition template = new ActivityDefinition();
    template.setUrl("https://clinic.example/ActivityDefinition/" + purpose);
    template.setStatus(PublicationStatus.ACTIVE);
    template.setKind(ActivityDefinitionKind.COMMUNICATIONREQUEST);
    template.setCode(new CodeableConcept(new Coding(OutreachPurpose.SYSTEM, purpose, null)));
    Extension variant = template.addExtension();
    variant.setUrl(Extensions.MESSAGE_VARIANT);
    variant.addExtension("language", new CodeType("en"));
    variant.addExtension("channel", new CodeType("sms"));
    variant.addExtension("body", new StringType(body));
    templates.put(template.getUrl(), template);
    return template;
  }

  private static Arguments mistake(String name, String element, Consumer<PlanDefinition> mistake) {
    return Arguments.of(name, element, mistake);
  }

  private static PlanDefinitionActionComponent step(PlanDefinition plan) {
    return plan.getActionFirstRep().getAction().get(2);
  }

  private static void more(PlanDefinition plan, String id, String hours) {
    PlanDefinitionActionComponent extra = plan.getActionFirstRep().getAction().get(5).copy();
    extra.setId(id);
    extra.getRelatedActionFirstRep().setOffset(duration(hours, "h"));
    plan.getActionFirstRep().addAction(extra);
  }

  private static void when(PlanDefinitionActionComponent step, String fhirPath) {
    step.addCondition()
        .setKind(ActionConditionKind.APPLICABILITY)
        .setExpression(new Expression().setLanguage("text/fhirpath").setExpression(fhirPath));
  }

  private static Duration duration(String value, String unit) {
    Duration duration = new Duration();
    duration.setValue(new BigDecimal(value)).setCode(unit).setSystem("http://unitsofmeasure.org");
    return duration;
  }
}

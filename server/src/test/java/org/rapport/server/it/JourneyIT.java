package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.hl7.fhir.r4.model.UriType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.Outreach.Planned;

/** Journeys that a clinic writes, and what staff do to those who are on them. */
@ExtendWith(SharedClinic.class)
class JourneyIT {
  private static final String URL = "https://clinic.example/PlanDefinition/inquiry-follow-up";

  private final Clinic clinic;
  private final Person person = Person.next();

  JourneyIT(Clinic clinic) {
    this.clinic = clinic;
  }

  /** The worked example of docs/journeys, its templates after the journey that names them. */
  private static Bundle example() {
    try (InputStream in = JourneyIT.class.getResourceAsStream("/journeys/inquiry-follow-up.json")) {
      return FhirContext.forR4Cached()
          .newJsonParser()
          .parseResource(Bundle.class, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PlanDefinition journey(Bundle bundle) {
    return (PlanDefinition) bundle.getEntryFirstRep().getResource();
  }

  /** An example of its own for each test: journeys of others must not run for its leads. */
  private static Bundle example(String name, String priority) {
    Bundle bundle = example();
    PlanDefinition plan = journey(bundle);
    plan.setUrl(URL + "-" + name);
    plan.getActionFirstRep()
        .getTriggerFirstRep()
        .getCondition()
        .setLanguage("text/fhirpath")
        .setExpression("%focus.description = 'followed by journey " + priority + "'");
    for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
      if (entry.getResource() instanceof ActivityDefinition template) {
        template.setUrl(template.getUrl() + "-" + name);
      }
    }
    plan.getActionFirstRep()
        .getAction()
        .forEach(
            step ->
                step.getDefinitionCanonicalType()
                    .setValue(
                        step.getDefinitionCanonicalType()
                            .getValue()
                            .replace("|", "-" + name + "|")));
    return bundle;
  }

  private String lead(String priority) {
    clinic.fhir().put(person.patient()).accepted();
    Task lead = new Task();
    lead.setStatus(Task.TaskStatus.REQUESTED);
    lead.setIntent(Task.TaskIntent.ORDER);
    lead.setPriority(Task.TaskPriority.fromCode(priority));
    lead.setDescription("followed by journey " + priority);
    lead.setCode(
        new CodeableConcept(new Coding(Outreach.BASE + "/CodeSystem/task-code", "lead", "Lead")));
    lead.setFor(new Reference("Patient/" + person.id()));
    lead.setAuthoredOn(Date.from(clinic.settle()));
    return clinic.fhir().create(lead);
  }

  @Test
  void aJourneyIsPostedWithItsTemplates_andRunsWithoutARestart() {
    ZonedDateTime morning = clinic.morning();
    clinic.fhir().post("", example("runs", "asap")).accepted();

    lead("asap");
    clinic.settle();

    assertThat(clinic.outreach().plannedFor(person))
        .extracting(Planned::step, Planned::status)
        .containsExactly(tuple("welcome", "completed"), tuple("still-looking", "active"));
    assertThat(clinic.outreach().plannedFor(person).get(1).at())
        .isEqualTo(morning.toLocalDate().plusDays(1).atTime(10, 0).atZone(Clinic.ZONE).toInstant());
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
    assertThat(tasks()).extracting(Task::getStatus).containsExactly(Task.TaskStatus.DRAFT);

    clinic.advance(Duration.ofDays(4));

    assertThat(clinic.gateway().received(person.phone())).hasSize(2);
    assertThat(tasks())
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.getStatus()).isEqualTo(Task.TaskStatus.REQUESTED);
              assertThat(task.getCode().getCodingFirstRep().getCode()).isEqualTo("call-back");
              assertThat(task.getRestriction().getPeriod().getEnd().toInstant())
                  .isEqualTo(
                      morning
                          .toLocalDate()
                          .plusDays(4)
                          .atTime(10, 0)
                          .atZone(Clinic.ZONE)
                          .toInstant());
            });
  }

  @Test
  void whenTheGoalIsReached_theRestIsNotSent() {
    clinic.morning();
    clinic.fhir().post("", example("goal", "stat")).accepted();
    lead("stat");
    clinic.settle();

    clinic.book(person, clinic.settle().atZone(Clinic.ZONE).plusDays(40));
    clinic.advance(Duration.ofDays(2));

    Planned second =
        clinic.outreach().plannedFor(person).stream()
            .filter(planned -> planned.step().equals("still-looking"))
            .findFirst()
            .orElseThrow();
    assertThat(second.status()).isEqualTo("revoked");
    assertThat(second.reason()).isEqualTo("condition-not-met");
    assertThat(enrolment("PlanDefinition/inquiry-follow-up-goal").getStatus())
        .isEqualTo(CarePlan.CarePlanStatus.COMPLETED);
  }

  @Test
  void aBrokenJourneyIsRefusedByItsElement_andOneInForceIsNotEdited() {
    PlanDefinition broken = journey(example());
    FhirClient.Answer refused = clinic.fhir().post("/PlanDefinition", broken);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(expressions(refused.outcome()))
        .contains("PlanDefinition.action[0].action[0].definition");

    Bundle bundle = example("edited", "asap");
    bundle.getEntryFirstRep().getRequest().setMethod(Bundle.HTTPVerb.PUT);
    bundle.getEntryFirstRep().getRequest().setUrl("PlanDefinition/edited");
    journey(bundle).setId("edited");
    journey(bundle).getActionFirstRep().getTriggerFirstRep().getCondition().setExpression("1 = 2");
    clinic.fhir().post("", bundle).accepted();
    PlanDefinition inForce = clinic.fhir().read(PlanDefinition.class, "edited");

    PlanDefinition edited = inForce.copy();
    edited.setTitle("Another title");
    assertThat(clinic.fhir().put(edited).status()).isEqualTo(422);
    PlanDefinition reviewed = inForce.copy();
    reviewed.setLastReviewDate(Date.from(clinic.settle()));
    clinic.fhir().put(reviewed).accepted();
    reviewed.setStatus(PublicationStatus.RETIRED);
    clinic.fhir().put(reviewed).accepted();
  }

  @Test
  void theSameUrlAndVersionIsInForceOnce_andNoGoodJourneyRaisesAnAlarm() {
    Bundle once = example("once", "asap-once");
    // The journey before its templates, as an author may write it.
    clinic.fhir().post("", once).accepted();
    clinic.settle();
    assertThat(clinic.process().log()).doesNotContain("is not used");

    PlanDefinition twin = journey(once).copy();
    twin.setId((String) null);
    FhirClient.Answer refused = clinic.fhir().post("/PlanDefinition", twin);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(expressions(refused.outcome())).containsExactly("PlanDefinition.version");
    assertThat(refused.outcome().getIssueFirstRep().getDiagnostics())
        .endsWith(" is in force with this url and version");

    Bundle both = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    PlanDefinition next = twin.copy();
    next.setVersion("1.1.0");
    for (int i = 0; i < 2; i++) {
      both.addEntry()
          .setResource(next.copy())
          .setFullUrl("urn:uuid:" + java.util.UUID.randomUUID())
          .getRequest()
          .setMethod(Bundle.HTTPVerb.POST)
          .setUrl("PlanDefinition");
    }
    assertThat(clinic.fhir().post("", both).status()).isEqualTo(422);
    clinic.fhir().post("/PlanDefinition", next).accepted();
    twin.setStatus(PublicationStatus.DRAFT);
    clinic.fhir().post("/PlanDefinition", twin).accepted();
  }

  @Test
  void whoIsOnAVersionFinishesOnIt_orIsMigrated() {
    clinic.morning();
    Bundle first = example("versions", "urgent");
    first.getEntryFirstRep().getRequest().setMethod(Bundle.HTTPVerb.PUT);
    first.getEntryFirstRep().getRequest().setUrl("PlanDefinition/versions");
    journey(first).setId("versions");
    clinic.fhir().post("", first).accepted();
    lead("urgent");
    clinic.settle();

    PlanDefinition second = clinic.fhir().read(PlanDefinition.class, "versions");
    second.setVersion("2.0.0").setStatus(PublicationStatus.DRAFT);
    second
        .getActionFirstRep()
        .getAction()
        .get(1)
        .getTimingTiming()
        .getRepeat()
        .getTimeOfDay()
        .get(0)
        .setValue("11:00:00");
    clinic.fhir().put(second).accepted();
    second.setStatus(PublicationStatus.ACTIVE);
    clinic.fhir().put(second).accepted();

    CarePlan before = enrolment("PlanDefinition/inquiry-follow-up-versions");
    assertThat(before.getInstantiatesCanonical().get(0).getValue()).endsWith("|1.0.0");
    assertThat(((IntegerType) migrate(true).getParameter("moved").getValue()).getValue())
        .isPositive();
    assertThat(enrolment("PlanDefinition/inquiry-follow-up-versions").getMeta().getVersionId())
        .isEqualTo(before.getMeta().getVersionId());
    migrate(false);
    assertThat(
            enrolment("PlanDefinition/inquiry-follow-up-versions")
                .getInstantiatesCanonical()
                .get(0)
                .getValue())
        .endsWith("|2.0.0");
    assertThat(((IntegerType) migrate(false).getParameter("enrolments").getValue()).getValue())
        .isZero();
  }

  @Test
  void whatIsPausedWaits_andGoesOnceWhenItIsResumed() {
    ZonedDateTime start = clinic.morning().plusDays(10).withHour(14);
    String visit = clinic.book(person, start);
    String enrolment = enrolment("appointment-reminders").getIdElement().getIdPart();
    assertThat(override(enrolment, "pause", null, null).status()).isEqualTo(400);

    override(enrolment, "pause", "patient-request", null).accepted();
    clinic.advanceTo(start.minusDays(1).plusHours(3).toInstant());
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
    assertThat(clinic.outreach().step(visit, "reminder").status()).isEqualTo("on-hold");

    override(enrolment, "resume", "patient-request", null).accepted();
    clinic.settle();

    assertThat(clinic.gateway().received(person.phone())).hasSize(2);
    assertThat(clinic.outreach().step(visit, "reminder").status()).isEqualTo("completed");
    clinic.outreach().assertNotDone(clinic.outreach().step(visit, "preparation"), "paused");

    override(enrolment, "skip-step", "already-handled", "last-reminder").accepted();
    clinic.advanceTo(start.toInstant());
    assertThat(clinic.gateway().received(person.phone())).hasSize(2);
    CarePlan after = clinic.fhir().read(CarePlan.class, enrolment);
    assertThat(after.getExtensionsByUrl(Outreach.BASE + "/StructureDefinition/enrolment-override"))
        .extracting(override -> override.getExtensionByUrl("action").getValue().primitiveValue())
        .containsExactly("pause", "resume", "skip-step");
  }

  @Test
  void staffSendAStepNow_orStopEverything() {
    ZonedDateTime start = clinic.morning().plusDays(20).withHour(14);
    String visit = clinic.book(person, start);
    String enrolment = enrolment("appointment-reminders").getIdElement().getIdPart();

    override(enrolment, "send-now", "patient-request", "preparation").accepted();
    clinic.settle();
    assertThat(clinic.outreach().step(visit, "preparation").status()).isEqualTo("completed");
    assertThat(override(enrolment, "send-now", "other", "preparation").status()).isEqualTo(422);

    override(enrolment, "stop", "clinical-decision", null).accepted();
    clinic.advanceTo(start.toInstant());

    assertThat(clinic.gateway().received(person.phone())).hasSize(2);
    assertThat(clinic.fhir().read(CarePlan.class, enrolment).getStatus())
        .isEqualTo(CarePlan.CarePlanStatus.REVOKED);
    assertThat(clinic.fhir().search(CommunicationRequest.class, "about=Appointment/" + visit))
        .noneMatch(r -> r.getStatus() == CommunicationRequest.CommunicationRequestStatus.ACTIVE);
  }

  @Test
  void whenAReviewRunsOut_theOwnerIsAskedOnce() {
    Bundle bundle = example("overdue", "stat");
    PlanDefinition overdue = journey(bundle);
    overdue.getActionFirstRep().getTriggerFirstRep().getCondition().setExpression("1 = 2");
    overdue.setLastReviewDate(Date.from(Instant.parse("2026-01-10T12:00:00Z")));
    clinic.fhir().post("", bundle).accepted();

    clinic.advance(Duration.ofDays(1));
    await().atMost(Duration.ofSeconds(20)).until(() -> !reviews().isEmpty());
    clinic.advance(Duration.ofDays(1));

    assertThat(reviews())
        .singleElement()
        .satisfies(
            task -> assertThat(task.getOwner().getDisplay()).isEqualTo("Patient access team"));
  }

  private List<Task> reviews() {
    return clinic.outreach().tasks("review-journey").stream()
        .filter(task -> task.getDescription().contains("2026-07-10"))
        .toList();
  }

  @Test
  void variantsAreDrawnForGood_andThereIsNoVerdictFromAFew() {
    clinic.morning();
    Bundle bundle = example("tried", "routine");
    PlanDefinition tried = journey(bundle);
    tried.setId("tried");
    bundle.getEntryFirstRep().getRequest().setMethod(Bundle.HTTPVerb.PUT);
    bundle.getEntryFirstRep().getRequest().setUrl("PlanDefinition/tried");
    String structures = Outreach.BASE + "/StructureDefinition/";
    tried
        .addExtension()
        .setUrl(structures + "experiment")
        .addExtension("variable", new StringType("whether to write at all"));
    for (String name : List.of("letter", "silence")) {
      Extension variant = tried.addExtension().setUrl(structures + "experiment-variant");
      variant.addExtension("name", new CodeType(name));
      variant.addExtension("weight", new UnsignedIntType(name.equals("letter") ? 1 : 99));
      variant.addExtension("holdOut", new BooleanType(name.equals("silence")));
    }
    clinic.fhir().post("", bundle).accepted();
    lead("routine");
    clinic.settle();

    String drawn =
        enrolment("inquiry-follow-up-tried")
            .getExtensionByUrl(structures + "assigned-variant")
            .getValue()
            .primitiveValue();
    assertThat(clinic.gateway().received(person.phone())).hasSize(drawn.equals("letter") ? 1 : 0);
    Parameters results =
        clinic.fhir().get("/PlanDefinition/tried/$variant-results").accepted().as(Parameters.class);
    assertThat(results.getParameter())
        .filteredOn(part -> part.getName().equals("variant"))
        .extracting(part -> part.getPart().get(1).getValue().primitiveValue())
        .containsExactlyInAnyOrder("0", "1");
    assertThat(results.getParameter())
        .filteredOn(part -> part.getName().equals("verdict"))
        .hasSize(4)
        .allMatch(part -> part.getPart().get(1).getValue().primitiveValue().equals("no-verdict"));
  }

  private FhirClient.Answer override(
      String enrolment, String operation, String reason, String step) {
    Parameters parameters = new Parameters();
    if (reason != null) {
      parameters.addParameter("reason", new CodeType(reason));
    }
    if (step != null) {
      parameters.addParameter("step", new StringType(step));
    }
    parameters.addParameter("note", new StringType("as asked"));
    return clinic.fhir().post("/CarePlan/" + enrolment + "/$" + operation, parameters);
  }

  private Parameters migrate(boolean dryRun) {
    Parameters parameters = new Parameters();
    parameters.addParameter("url", new UriType(URL + "-versions"));
    parameters.addParameter("from", new StringType("1.0.0"));
    parameters.addParameter("to", new StringType("2.0.0"));
    parameters.addParameter("dryRun", new BooleanType(dryRun));
    return clinic
        .fhir()
        .post("/PlanDefinition/$migrate", parameters)
        .accepted()
        .as(Parameters.class);
  }

  private CarePlan enrolment(String journey) {
    List<CarePlan> found =
        clinic.fhir().search(CarePlan.class, "subject=Patient/" + person.id()).stream()
            .filter(plan -> plan.getInstantiatesCanonical().get(0).getValue().contains(journey))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private List<Task> tasks() {
    return clinic.fhir().search(Task.class, "patient=" + person.id()).stream()
        .filter(task -> task.hasGroupIdentifier())
        .toList();
  }

  private static List<String> expressions(OperationOutcome outcome) {
    return outcome.getIssue().stream()
        .flatMap(issue -> issue.getExpression().stream())
        .map(StringType::getValue)
        .toList();
  }
}

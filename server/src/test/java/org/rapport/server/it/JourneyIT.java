package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.rapport.server.it.ExampleJourney.URL;
import static org.rapport.server.it.ExampleJourney.example;
import static org.rapport.server.it.ExampleJourney.journey;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
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

/** Journeys that a clinic writes: they run, and everybody finishes on the version they are on. */
@ExtendWith(SharedClinic.class)
class JourneyIT {
  private final Clinic clinic;
  private final Person person = Person.next();

  JourneyIT(Clinic clinic) {
    this.clinic = clinic;
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
    String due =
        clinic
            .fhir()
            .get(
                "/Measure/step-drop-off/$evaluate-measure?reportType=subject-list&_count=500"
                    + "&periodStart="
                    + second.at().atZone(Clinic.ZONE).toLocalDate().minusDays(1))
            .accepted()
            .body();
    assertThat(due)
        .as("what a journey wants no more was not due")
        .contains("CommunicationRequest/" + welcome().id())
        .doesNotContain("CommunicationRequest/" + second.id());
  }

  private Planned welcome() {
    return clinic.outreach().plannedFor(person).stream()
        .filter(planned -> planned.step().equals("welcome"))
        .findFirst()
        .orElseThrow();
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
}

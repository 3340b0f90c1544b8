package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A journey that finds its people by itself: few come on it at once, many by a campaign. */
class SegmentNewcomersIT extends CampaignScenario {
  private static final String CIRCLE = "urn:newcomers";
  private static final String URL = "https://clinic.example/PlanDefinition/newcomers-";

  private final List<PlanDefinition> journeys = new ArrayList<>();
  private final String group = "newcomers-" + person.id();

  SegmentNewcomersIT(Clinic clinic) {
    super(clinic);
  }

  @BeforeEach
  void theTemplatesAndTheSegment() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/journeys/harbour-letters.json")) {
      clinic
          .fhir()
          .send("POST", "", FhirClient.JSON, new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .accepted();
    }
    Group segment = SegmentIT.segment("Patient?identifier=" + CIRCLE + "|" + person.id());
    segment.setId(group);
    clinic.fhir().put(segment).accepted();
    monday();
  }

  /** Else each patient of other scenarios would be looked at for it. */
  @AfterEach
  void noJourneyStays() {
    for (PlanDefinition journey : journeys) {
      journey.setStatus(PublicationStatus.RETIRED);
      clinic.fhir().put(journey).accepted();
    }
  }

  private PlanDefinition activate(String name, String version) {
    return activate(letters(name, version));
  }

  private PlanDefinition activate(PlanDefinition journey) {
    clinic.fhir().put(journey).accepted();
    journeys.add(journey);
    clinic.settle();
    return journey;
  }

  /** One letter at once and one two days later, to whoever is in the segment. */
  private PlanDefinition letters(String name, String version) {
    PlanDefinition journey = clinic.fhir().read(PlanDefinition.class, "harbour-letters");
    journey.setId(name + "-" + version.charAt(0) + "-" + person.id());
    journey.setUrl(url(name));
    journey.setVersion(version);
    journey.setSubject(new Reference("Group/" + group));
    journey.getExtension().removeIf(one -> one.getUrl().contains("/experiment"));
    List<PlanDefinitionActionComponent> steps = journey.getActionFirstRep().getAction();
    steps.removeIf(step -> step.getId().equals("long"));
    steps.get(0).getCondition().clear();
    return journey;
  }

  private String url(String name) {
    return URL + name + "-" + person.id();
  }

  private List<Person> members(int count) {
    List<Person> people = new ArrayList<>();
    List<Patient> patients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      people.add(Person.next());
      patients.add(inside(people.get(i)));
    }
    write(patients);
    clinic.settle();
    return people;
  }

  private Patient inside(Person who) {
    Patient patient = who.patient();
    patient.addIdentifier().setSystem(CIRCLE).setValue(person.id());
    return patient;
  }

  private void leave(Person who) {
    clinic.fhir().put(who.patient()).accepted();
    clinic.settle();
  }

  /** The campaigns to the Group, the first first. */
  private List<CommunicationRequest> campaigns() {
    return clinic
        .fhir()
        .search(CommunicationRequest.class, "subject=Group/" + group + "&_sort=authored");
  }

  private String campaign() {
    assertThat(campaigns()).hasSize(1);
    return campaigns().get(0).getIdElement().getIdPart();
  }

  private Task task(String campaign) {
    List<Task> tasks =
        clinic.fhir().search(Task.class, "focus=CommunicationRequest/" + campaign).stream()
            .filter(task -> task.getCode().getCodingFirstRep().getCode().equals("review-journey"))
            .toList();
    assertThat(tasks).hasSize(1);
    return tasks.get(0);
  }

  private long enrolled(List<Person> people) {
    return people.stream()
        .filter(
            who -> !clinic.fhir().search(CarePlan.class, "subject=Patient/" + who.id()).isEmpty())
        .count();
  }

  @Test
  void manyMembersWaitForASecondPerson_thenForTheUndo_andTheFirstFewGoFirst() {
    List<Person> people = members(120);
    activate("letters", "1.0.0");
    clinic.advance(Duration.ofHours(1));

    assertThat(enrolled(people)).isZero();
    assertThat(texts(people)).isZero();
    Bundle all =
        clinic
            .fhir()
            .get("/Group/" + group + "/$members?_summary=count")
            .accepted()
            .as(Bundle.class);
    assertThat(all.getTotal()).as("who waits is a member").isEqualTo(120);
    String campaign = campaign();
    assertThat(values(campaign, "state", "members", "sent", "pending"))
        .containsExactly("awaiting-approval", "120", "0", "120");
    CommunicationRequest waiting = clinic.fhir().read(CommunicationRequest.class, campaign);
    assertThat(waiting.getCategoryFirstRep().getCodingFirstRep().getCode()).isEqualTo("care");
    assertThat(waiting.getRequester().getDisplay()).isEqualTo("Rapport");
    assertThat(task(campaign).getDescription()).startsWith("120 people");
    assertThat(task(campaign).getStatus()).isEqualTo(TaskStatus.REQUESTED);

    // While it waits, those who come in numbers join it, and those who leave do not stay in it.
    people.addAll(members(110));
    leave(people.remove(0));
    clinic.advance(Duration.ofHours(24));
    assertThat(values(campaign, "state", "members")).containsExactly("awaiting-approval", "229");
    assertThat(task(campaign).getDescription()).startsWith("229 people");

    act(clinic.secondPerson(), campaign, "$approve").accepted();
    assertThat(task(campaign).getStatus()).isEqualTo(TaskStatus.COMPLETED);
    clinic.advance(Duration.ofMinutes(9));
    assertThat(enrolled(people.subList(0, 5))).as("it can be undone").isZero();
    leave(people.remove(0));
    clinic.advance(Duration.ofMinutes(10));

    assertThat(part(version(campaign, "running"), "sent")).as("the first few").isEqualTo("3");
    assertThat(texts(people)).isEqualTo(228);
    assertThat(values(campaign, "state", "members", "sent", "notDone", "pending"))
        .containsExactly("running", "229", "228", "1", "0");
    clinic.advance(Duration.ofDays(3));
    assertThat(texts(people)).as("the second step is the campaign's as well").isEqualTo(456);
    assertThat(values(campaign, "state", "sent", "notDone"))
        .containsExactly("completed", "228", "1");
    assertThat(campaigns()).hasSize(1);
  }

  @Test
  void fewComeOnItAtOnce_untilThereAreMoreThanALimitWithinADay() {
    activate("letters", "1.0.0");
    List<Person> first = members(60);
    assertThat(enrolled(first)).isEqualTo(60);
    assertThat(texts(first)).isEqualTo(60);
    assertThat(campaigns()).isEmpty();
    // Whoever has left was written to all the same.
    first.subList(0, 20).forEach(who -> clinic.fhir().put(who.patient()).accepted());
    clinic.settle();

    List<Person> second = members(41);

    assertThat(enrolled(second)).isZero();
    String campaign = campaign();
    assertThat(values(campaign, "state", "members")).containsExactly("awaiting-approval", "41");

    // A few more still come by themselves, and on the next day again as many.
    List<Person> third = members(40);
    assertThat(enrolled(third)).isEqualTo(40);
    clinic.advance(Duration.ofHours(25));
    List<Person> fourth = members(70);
    assertThat(enrolled(fourth)).isEqualTo(70);

    act(clinic.fhir(), campaign, "$cancel").accepted();
    clinic.advance(Duration.ofDays(2));
    assertThat(values(campaign, "state", "members", "sent", "notDone", "pending"))
        .containsExactly("cancelled", "41", "0", "41", "0");
    assertThat(task(campaign).getStatus()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(enrolled(second)).as("never by themselves").isZero();
    assertThat(campaigns()).hasSize(1);

    // Who enters afresh is counted afresh; and a person may bring on it who is left.
    Person again = second.get(0);
    leave(again);
    clinic.fhir().put(inside(again)).accepted();
    clinic.settle();
    assertThat(enrolled(List.of(again))).isEqualTo(1);
    CommunicationRequest byHand = message(group);
    byHand.getPayload().clear();
    byHand.getMedium().clear();
    byHand.addExtension(
        "http://hl7.org/fhir/StructureDefinition/workflow-instantiatesCanonical",
        new CanonicalType(url("letters")));
    String written = clinic.fhir().create(byHand);
    clinic.settle();
    assertThat(clinic.fhir().post("/CommunicationRequest", byHand).status())
        .as("those are in a campaign already")
        .isEqualTo(422);
    clinic.advance(Duration.ofMinutes(12));
    assertThat(values(written, "members", "sent")).containsExactly("40", "40");
  }

  @Test
  void eachJourneyAndEachVersionHasItsOwnApproval() {
    List<Person> people = members(101);
    activate("letters", "1.0.0");
    String first = campaign();

    activate("letters", "2.0.0");
    assertThat(value(first, "state")).isEqualTo("cancelled");
    assertThat(campaigns()).hasSize(2);
    String second =
        campaigns().stream()
            .map(one -> one.getIdElement().getIdPart())
            .filter(id -> !id.equals(first))
            .findFirst()
            .orElseThrow();
    assertThat(values(second, "state", "members")).containsExactly("awaiting-approval", "101");

    act(clinic.secondPerson(), second, "$approve").accepted();
    clinic.advance(Duration.ofMinutes(20));
    assertThat(texts(people)).isEqualTo(101);
    activate("others", "1.0.0");
    // Another zone has them planned again, and they still wait for that one.
    write(people.stream().limit(5).map(who -> inside(who.in("America/Halifax"))).toList());
    clinic.advance(Duration.ofMinutes(20));
    assertThat(texts(people)).as("another journey for the same segment").isEqualTo(101);
    assertThat(campaigns()).hasSize(3);
  }

  @Test
  void aJourneyThatWasNotInForceForADayMeetsNewcomers() {
    members(101);
    PlanDefinition journey = activate("letters", "1.0.0");
    act(clinic.fhir(), campaign(), "$cancel").accepted();
    journey.setStatus(PublicationStatus.RETIRED);
    clinic.fhir().put(journey).accepted();
    clinic.advance(Duration.ofHours(25));

    activate("letters", "2.0.0");

    assertThat(campaigns()).hasSize(2);
    assertThat(campaigns())
        .extracting(one -> part(one, "state"))
        .containsExactlyInAnyOrder("cancelled", "awaiting-approval");
  }

  /** Its author is named in the journey; nobody of that name is a second person. */
  @Test
  void whoWroteTheJourneyDoesNotApprove() {
    members(101);
    PlanDefinition journey = letters("author", "1.0.0");
    journey.getAuthor().clear();
    journey.addAuthor().setName("second-person");
    activate(journey);

    assertThat(act(clinic.secondPerson(), campaign(), "$approve").status()).isEqualTo(403);
    act(clinic.fhir(), campaign(), "$approve").accepted();
    act(clinic.fhir(), campaign(), "$cancel").accepted();
  }
}

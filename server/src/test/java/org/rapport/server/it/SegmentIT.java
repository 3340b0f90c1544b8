package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

/** Segments: who is in one, and who comes on a journey because of it. */
class SegmentIT extends JourneyScenario {
  private static final String FILTER =
      "http://hl7.org/fhir/uv/bulkdata/StructureDefinition/member-filter";
  private static final String CIRCLE = "urn:circle";

  SegmentIT(Clinic clinic) {
    super(clinic);
  }

  static Group segment(String... queries) {
    Group group = new Group().setType(Group.GroupType.PERSON).setActual(false);
    for (String query : queries) {
      Extension filter = group.addModifierExtension();
      filter.setUrl(FILTER);
      filter.setValue(
          new Expression().setLanguage("application/x-fhir-query").setExpression(query));
    }
    return group;
  }

  private Patient speaks(Person who, String language) {
    Patient patient = who.patient();
    patient.addIdentifier().setSystem(CIRCLE).setValue(person.id());
    patient
        .addCommunication()
        .setLanguage(
            new CodeableConcept()
                .addCoding(new org.hl7.fhir.r4.model.Coding("urn:ietf:bcp:47", language, null)));
    return patient;
  }

  private String circle() {
    return "Patient?identifier=" + CIRCLE + "|" + person.id();
  }

  private Bundle members(String group, String query) {
    return clinic.fhir().get("/Group/" + group + "/$members" + query).accepted().as(Bundle.class);
  }

  private static List<String> ids(Bundle bundle) {
    return bundle.getEntry().stream().map(e -> e.getResource().getIdElement().getIdPart()).toList();
  }

  @Test
  void membersMatchEveryFilter_inPages() {
    List<Person> people = IntStream.range(0, 5).mapToObj(n -> Person.next()).toList();
    people.forEach(p -> clinic.fhir().put(speaks(p, "fr")).accepted());
    Person english = Person.next();
    clinic.fhir().put(speaks(english, "en")).accepted();
    people
        .subList(0, 3)
        .forEach(p -> clinic.book(p, clinic.settle().atZone(Clinic.ZONE).plusDays(9)));
    // Booking writes the patient as the EHR knows it: in the circle again, speaking French.
    people.subList(0, 3).forEach(p -> clinic.fhir().put(speaks(p, "fr")).accepted());
    String french = clinic.fhir().create(segment(circle() + "&language=fr"));
    String coming =
        clinic.fhir().create(segment(circle() + "&language=fr", "Appointment?status=booked"));
    String byHas =
        clinic.fhir().create(segment(circle() + "&_has:Appointment:patient:status=booked"));

    assertThat(members(french, "?_summary=count").getTotal()).isEqualTo(5);
    assertThat(members(french, "?_summary=count").getEntry()).isEmpty();
    assertThat(ids(members(coming, "")))
        .containsExactlyElementsOf(people.subList(0, 3).stream().map(Person::id).sorted().toList());
    assertThat(ids(members(byHas, ""))).isEqualTo(ids(members(coming, "")));

    Bundle first = members(french, "?_count=3");
    assertThat(first.getTotal()).isEqualTo(5);
    String next = first.getLink("next").getUrl();
    Bundle second =
        clinic.fhir().get(next.substring(next.indexOf("/Group/"))).accepted().as(Bundle.class);
    assertThat(second.getLink("next")).isNull();
    assertThat(java.util.stream.Stream.concat(ids(first).stream(), ids(second).stream()).toList())
        .containsExactlyElementsOf(people.stream().map(Person::id).sorted().toList());
  }

  /** Those of docs/campaigns.md. */
  @Test
  void theFiltersOfTheDocumentationAreUnderstood() {
    for (String query :
        List.of(
            "Appointment?service-type=http://terminology.hl7.org/CodeSystem/service-type|57",
            "Appointment?location=Location/harbour",
            "Appointment?status=fulfilled&location=Location/harbour&date=ge2026-01-01",
            "Task?code=" + Outreach.BASE + "/CodeSystem/task-code|lead&business-status=new",
            "Communication?category="
                + Outreach.BASE
                + "/CodeSystem/engagement-category|reply&received=ge2026-06-01",
            "Consent?status=active&date=ge2026-01-01",
            "Patient?_has:Appointment:patient:status=booked&_lastUpdated=gt2020-01-01")) {
      String group = clinic.fhir().create(segment(circle(), query));
      assertThat(members(group, "").getTotal()).as(query).isZero();
    }
  }

  @Test
  void membersMayBeListed_andAFilterThatCannotWorkIsRefusedByItsElement() {
    clinic.fhir().put(person.patient()).accepted();
    Group listed = new Group().setType(Group.GroupType.PERSON).setActual(true);
    listed.addMember().setEntity(new Reference("Patient/" + person.id()));
    assertThat(ids(members(clinic.fhir().create(listed), ""))).containsExactly(person.id());

    for (String bad :
        List.of(
            "Patient?langage=fr",
            "Patient?birthdate=soon",
            "Patient?_has:Appointment:patient:stat=booked",
            "Patient?_sort=name",
            "Medication?status=active",
            "Nonsense?a=b",
            "language=fr")) {
      FhirClient.Answer refused = clinic.fhir().post("/Group", segment(circle(), bad));
      assertThat(refused.status()).as(bad).isEqualTo(422);
      assertThat(refused.outcome().getIssueFirstRep().getExpression().get(0).getValue())
          .as(bad)
          .isEqualTo("Group.modifierExtension[1].value.expression");
    }
    assertThat(clinic.fhir().get("/Group/nobody/$members").status()).isEqualTo(404);
  }

  @Test
  void whoEntersASegmentComesOnItsJourney_andWhoLeavesIsTakenOff() {
    monday();
    clinic.fhir().put(speaks(person, "en")).accepted();
    permit("outreach");
    Group french = segment(circle() + "&language=fr");
    french.setId("segment-" + person.id());
    clinic.fhir().put(french).accepted();
    PlanDefinition journey = clinic.fhir().read(PlanDefinition.class, "preventive-outreach");
    journey.setUrl("https://clinic.example/PlanDefinition/french-" + person.id());
    journey.setId("french-" + person.id());
    journey.setSubject(new Reference("Group/nobody"));
    assertThat(clinic.fhir().put(journey).status()).isEqualTo(422);
    journey.setSubject(new Reference("Group/" + french.getIdElement().getIdPart()));
    clinic.fhir().put(journey).accepted();
    clinic.settle();
    assertThat(enrolments()).isEmpty();

    clinic.fhir().put(speaks(person, "fr")).accepted();
    clinic.settle();
    assertThat(enrolments())
        .singleElement()
        .satisfies(e -> assertThat(e.getStatus()).isEqualTo(CarePlan.CarePlanStatus.ACTIVE));
    String version = enrolments().get(0).getMeta().getVersionId();
    clinic.advance(Duration.ofDays(2));
    assertThat(enrolments().get(0).getMeta().getVersionId()).isEqualTo(version);
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);

    clinic.fhir().put(speaks(person, "en")).accepted();
    clinic.settle();
    assertThat(enrolments())
        .singleElement()
        .satisfies(e -> assertThat(e.getStatus()).isEqualTo(CarePlan.CarePlanStatus.REVOKED));
    assertThat(one("reminder").status()).isEqualTo("revoked");
    clinic.advance(Duration.ofDays(20));
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
    journey.setStatus(PublicationStatus.RETIRED);
    clinic.fhir().put(journey).accepted();
  }

  private List<CarePlan> enrolments() {
    return clinic
        .fhir()
        .search(
            CarePlan.class,
            "subject=Patient/"
                + person.id()
                + "&instantiates-canonical=https://clinic.example/PlanDefinition/french-"
                + person.id()
                + "%7C0.1.0");
  }
}

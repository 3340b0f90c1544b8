package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.ActionRelationshipType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.junit.jupiter.api.Test;

/** A campaign about a service of two places: its recipients are sent to where there is room. */
class CampaignPlacesIT extends CampaignScenario {
  private final String service;
  private final String harbour;
  private final String hill;
  private final String template;

  CampaignPlacesIT(Clinic clinic) throws Exception {
    super(clinic);
    this.harbour = place("Harbour House", "5 Pier Road", "M5H 2N2", "+14165550111");
    this.hill = place("Hill House", "9 Summit Lane", "M2N 1A1", "+14165550222");
    HealthcareService offered = new HealthcareService().setActive(true).setName("Hearing");
    offered.addLocation(new Reference("Location/" + harbour));
    offered.addLocation(new Reference("Location/" + hill));
    this.service = clinic.fhir().create(offered);
    this.template =
        Templates.care(
            clinic,
            "places-" + person.id(),
            "sms",
            null,
            "{{clinicName}}: see us at {{locationName}}, {{locationAddress}}. {{clinicPhone}}."
                + " STOP to opt out");
  }

  private String place(String name, String street, String code, String phone) {
    Location place = new Location().setName(name);
    place.getAddress().addLine(street).setCity("Toronto").setPostalCode(code);
    place.addTelecom().setSystem(ContactPointSystem.PHONE).setValue(phone);
    return clinic.fhir().create(place);
  }

  private void slots(String place, ZonedDateTime first, int count, SlotStatus status) {
    Schedule schedule = new Schedule().setActive(true);
    schedule.addActor(new Reference("HealthcareService/" + service));
    schedule.addActor(new Reference("Location/" + place));
    String id = clinic.fhir().create(schedule);
    for (int i = 0; i < count; i++) {
      Slot slot = new Slot().setSchedule(new Reference("Schedule/" + id)).setStatus(status);
      slot.setStart(Date.from(first.plusHours(i).toInstant()));
      slot.setEnd(Date.from(first.plusHours(i + 1).toInstant()));
      clinic.fhir().create(slot);
    }
  }

  private List<Person> near(String code, int count) {
    List<Person> people = new ArrayList<>();
    List<Patient> patients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      people.add(Person.next());
      Patient patient = people.get(i).patient();
      patient.addAddress().setPostalCode(code);
      patients.add(patient);
    }
    write(patients);
    return people;
  }

  private String send(List<Person> people, String place) {
    return send(people, place, template);
  }

  private String send(List<Person> people, String place, String what) {
    CommunicationRequest message = message(group(people));
    message.getPayload().clear();
    message.addExtension(
        "http://hl7.org/fhir/StructureDefinition/workflow-instantiatesCanonical",
        new CanonicalType(what));
    message.addAbout(new Reference("HealthcareService/" + service));
    if (place != null) {
      message.addAbout(new Reference("Location/" + place));
    }
    String campaign = clinic.fhir().create(message);
    clinic.advance(Duration.ofMinutes(11));
    return campaign;
  }

  /** Two letters that name the place, two days apart, to whom a campaign brings on them. */
  private String letters() {
    PlanDefinition journey = clinic.fhir().read(PlanDefinition.class, "preventive-outreach");
    journey.setId("places-" + person.id());
    journey.setUrl("https://clinic.example/PlanDefinition/places-" + person.id());
    PlanDefinition.PlanDefinitionActionComponent member = journey.getActionFirstRep();
    member.getAction().clear();
    for (String step : List.of("first", "second")) {
      PlanDefinition.PlanDefinitionActionComponent letter = member.addAction();
      letter.setId(step);
      letter.setDefinition(new CanonicalType(template));
      PlanDefinition.PlanDefinitionActionRelatedActionComponent when = letter.addRelatedAction();
      when.setActionId("enrolment").setRelationship(ActionRelationshipType.AFTERSTART);
      when.setOffset(
          new org.hl7.fhir.r4.model.Duration()
              .setValue(step.equals("first") ? 0 : 2)
              .setSystem("http://unitsofmeasure.org")
              .setCode("d"));
    }
    clinic.fhir().put(journey).accepted();
    return journey.getUrl();
  }

  private String text(Person who) {
    return new PatientPhone(clinic, who.phone()).last();
  }

  private List<String> places(String campaign) {
    return progress(campaign, "").getParameter().stream()
        .filter(part -> part.getName().equals("place"))
        .map(
            part ->
                ((Reference) part.getPart().get(0).getValue()).getReference()
                    + " "
                    + part.getPart().get(1).getValue().primitiveValue())
        .toList();
  }

  private CommunicationRequest request(Person who) {
    return clinic.fhir().search(CommunicationRequest.class, "patient=" + who.id()).get(0);
  }

  @Test
  void whereOnePlaceIsFullEverybodyIsSentToTheOther_andTheTextNamesIt() {
    ZonedDateTime monday = monday();
    slots(harbour, monday.plusDays(1), 3, SlotStatus.BUSY);
    slots(hill, monday.plusDays(2), 2, SlotStatus.FREE);
    List<Person> people = near("M5H 1A1", 3);
    Person guarded = people.get(2);
    Patient sensitive = clinic.fhir().read(Patient.class, guarded.id());
    sensitive.getMeta().addSecurity(mentalHealth());
    clinic.fhir().put(sensitive).accepted();

    String campaign = send(people, null);

    assertThat(places(campaign)).containsExactly("Location/" + hill + " 3");
    assertThat(value(campaign, "state")).isEqualTo("completed");
    assertThat(text(people.get(0))).contains("Hill House, 9 Summit Lane", "+14165550222");
    assertThat(request(people.get(0)).getAboutFirstRep().getReference())
        .isEqualTo("Location/" + hill);
    assertThat(text(guarded)).doesNotContain("Hill House", "Summit", "0222");
  }

  private static Coding mentalHealth() {
    return new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "PSY", null);
  }

  @Test
  void ofASensitiveServiceNoTextNamesThePlace() {
    ZonedDateTime monday = monday();
    HealthcareService sensitive = clinic.fhir().read(HealthcareService.class, service);
    sensitive.getMeta().addSecurity(mentalHealth());
    clinic.fhir().put(sensitive).accepted();
    slots(hill, monday.plusDays(2), 2, SlotStatus.FREE);
    List<Person> people = near("M5H 1A1", 1);

    String campaign = send(people, null);

    assertThat(places(campaign)).containsExactly("Location/" + hill + " 1");
    assertThat(text(people.get(0))).doesNotContain("Hill House", "Summit", "0222");
  }

  @Test
  void whereBothHaveRoomItIsTheNearest_untilThatIsFull() {
    ZonedDateTime monday = monday();
    slots(harbour, monday.plusDays(1), 1, SlotStatus.FREE);
    slots(hill, monday.plusDays(2), 3, SlotStatus.FREE);
    List<Person> people = new ArrayList<>(near("M5H 1A1", 3));
    List<Person> up = near("M2N 4B4", 1);
    people.addAll(up);

    String campaign = send(people, null);

    assertThat(places(campaign))
        .containsExactlyInAnyOrder("Location/" + harbour + " 2", "Location/" + hill + " 2");
    assertThat(text(up.get(0))).contains("Hill House");
  }

  @Test
  void oneThatNamesItsPlaceStaysThere_andSaysWhereThereIsRoom() {
    ZonedDateTime monday = monday();
    slots(harbour, monday.plusDays(1), 1, SlotStatus.BUSY);
    slots(hill, monday.plusDays(2), 1, SlotStatus.FREE);
    List<Person> people = near("M2N 1A1", 2);

    String campaign = send(people, harbour);

    assertThat(texts(people)).isEqualTo(1);
    assertThat(value(campaign, "pace")).isEqualTo("slow");
    assertThat(value(campaign, "paceReason")).contains("No time is free", "Location/" + hill);
    assertThat(places(campaign)).containsExactly("Location/" + harbour + " 1");
    assertThat(people.stream().filter(who -> !clinic.gateway().received(who.phone()).isEmpty()))
        .allSatisfy(who -> assertThat(text(who)).contains("Harbour House"));
  }

  @Test
  void whereNoPlaceHasRoomItGoesSlowly_andNobodyIsSentAnywhere() {
    ZonedDateTime monday = monday();
    slots(harbour, monday.plusDays(1), 1, SlotStatus.BUSY);
    slots(hill, monday.plusDays(1), 1, SlotStatus.BUSY);
    List<Person> people = near("M2N 1A1", 2);

    String campaign = send(people, null);

    assertThat(texts(people)).isEqualTo(1);
    assertThat(value(campaign, "paceReason")).startsWith("No place has room");
    assertThat(places(campaign)).isEmpty();

    slots(hill, monday.plusDays(3), 1, SlotStatus.FREE);
    clinic.advance(Duration.ofHours(1));
    assertThat(places(campaign)).containsExactly("Location/" + hill + " 1");
  }

  @Test
  void ofSeveralStepsEachSendsThemToTheSamePlace() {
    ZonedDateTime monday = monday();
    slots(harbour, monday.plusDays(5), 3, SlotStatus.BUSY);
    slots(hill, monday.plusDays(5), 3, SlotStatus.FREE);
    List<Person> people = near("M5H 1A1", 2);

    String campaign = send(people, null, letters());

    assertThat(places(campaign)).containsExactly("Location/" + hill + " 2");
    assertThat(text(people.get(0))).contains("Hill House, 9 Summit Lane", "+14165550222");

    // Room is elsewhere by now: whoever was sent to a place is not sent to another.
    slots(harbour, monday.plusDays(5), 9, SlotStatus.FREE);
    clinic.advance(Duration.ofDays(3));
    for (Person who : people) {
      assertThat(clinic.gateway().received(who.phone())).hasSize(2);
      assertThat(text(who)).contains("Hill House, 9 Summit Lane");
      assertThat(clinic.fhir().search(CommunicationRequest.class, "patient=" + who.id()))
          .hasSize(2)
          .allSatisfy(
              request ->
                  assertThat(request.getAbout())
                      .extracting(Reference::getReference)
                      .containsExactly("Location/" + hill, "Patient/" + who.id()));
    }
    assertThat(value(campaign, "state")).isEqualTo("completed");
  }

  @Test
  void ofSeveralStepsWithoutRoomNobodyIsSentAnywhere() {
    ZonedDateTime monday = monday();
    slots(harbour, monday.plusDays(1), 1, SlotStatus.BUSY);
    List<Person> people = near("M5H 1A1", 1);

    String campaign = send(people, null, letters());

    assertThat(places(campaign)).isEmpty();
    assertThat(clinic.fhir().search(CommunicationRequest.class, "patient=" + people.get(0).id()))
        .isNotEmpty()
        .allSatisfy(
            request ->
                assertThat(request.getAbout())
                    .extracting(Reference::getReference)
                    .containsExactly("Patient/" + people.get(0).id()));
  }
}

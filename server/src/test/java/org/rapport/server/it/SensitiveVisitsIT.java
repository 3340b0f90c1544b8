package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.junit.jupiter.api.Test;
import org.rapport.server.it.Outreach.Planned;

/** What a place says of the way there, and what is not told where a visit is sensitive. */
class SensitiveVisitsIT extends JourneyScenario {
  SensitiveVisitsIT(Clinic clinic) {
    super(clinic);
  }

  @Test
  void aSensitiveVisitIsNotReviewedAndItsPlaceIsNotTold() {
    ZonedDateTime start = monday().plusDays(9).withHour(11);
    Location place = place("ward-" + person.id());
    place.getMeta().addSecurity("http://terminology.hl7.org/CodeSystem/v3-ActCode", "PSY", null);
    clinic.fhir().put(place).accepted();
    String visit = book(start, place);
    permit("review");
    clinic.advanceTo(start.plusMinutes(40).toInstant());
    state(visit, FULFILLED);
    clinic.advanceTo(start.plusDays(6).toInstant());

    assertThat(phone.got()).hasSizeGreaterThan(3).noneMatch(text -> text.contains("Hill House"));
    assertThat(one("review").reason()).isEqualTo("condition-not-met");
  }

  @Test
  void thePreparationSaysTheFormOfThePlaceAndOnlyAnAllowedLink() {
    ZonedDateTime start = monday().plusDays(9).withHour(11);
    book(start, place("hill-" + person.id()));
    clinic.advanceTo(start.minusDays(6).toInstant());

    assertThat(phone.last()).contains("https://localhost/forms/new").doesNotContain("evil");
  }

  @Test
  void theGentleJourneyTakesThePlaceOfTheRemindersWhereAClinicPutsItInForce() {
    ZonedDateTime start = monday().plusDays(9).withHour(11);
    PlanDefinition gentle =
        clinic.fhir().read(PlanDefinition.class, "appointment-reminders-gentle");
    assertThat(gentle.getStatus()).isEqualTo(PublicationStatus.DRAFT);
    gentle.setId("ours-" + person.id());
    gentle.setUrl("https://clinic.example/PlanDefinition/ours");
    gentle.setStatus(PublicationStatus.ACTIVE);
    clinic.fhir().put(gentle).accepted();
    try {
      Location place = place("quiet-" + person.id());
      place.getMeta().addSecurity("http://terminology.hl7.org/CodeSystem/v3-ActCode", "PSY", null);
      String visit = book(start, place);
      String plain = clinic.book(person, start.plusDays(1));

      assertThat(clinic.outreach().planned(visit))
          .extracting(Planned::step)
          .containsExactly("confirmation", "reminder");
      assertThat(clinic.outreach().planned(plain)).hasSize(4);
      assertThat(phone.got()).anyMatch(text -> text.contains("is yours"));

      Appointment moved = clinic.fhir().read(Appointment.class, visit);
      moved.setStart(java.util.Date.from(start.plusDays(2).toInstant()));
      moved.setEnd(java.util.Date.from(start.plusDays(2).plusHours(1).toInstant()));
      clinic.fhir().put(moved).accepted();
      clinic.settle();
      assertThat(phone.last()).contains("is your new time");
    } finally {
      gentle.setStatus(PublicationStatus.RETIRED);
      clinic.fhir().put(gentle).accepted();
    }
  }

  private static Location place(String id) {
    Location place = new Location();
    place.setId(id);
    place.setName("Hill House");
    place.getAddress().setText("1 Hill Road");
    for (Map.Entry<String, String> link :
        Map.of("en", "https://localhost/forms/new", "fr", "https://evil.example/x").entrySet()) {
      var part = place.addExtension().setUrl(STRUCTURE + "visit-instructions");
      part.addExtension("kind", new CodeType("paperwork"));
      part.addExtension("language", new CodeType(link.getKey()));
      part.addExtension("url", new org.hl7.fhir.r4.model.UrlType(link.getValue()));
    }
    return place;
  }

  private static final String STRUCTURE = Outreach.BASE + "/StructureDefinition/";

  private String book(ZonedDateTime start, Location place) {
    clinic.fhir().put(person.patient()).accepted();
    return visitAt(place, person, start);
  }
}

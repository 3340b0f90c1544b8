package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZonedDateTime;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** To have a copy of everything, and to be forgotten. */
@ExtendWith(SharedClinic.class)
class RightsIT {
  private final Clinic clinic;
  private final Person person = Person.next().named("Canaria");
  private final Person other = Person.next();

  RightsIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @Test
  void r28_whoIsErasedIsGoneWithAllHistoryAndTheirNumberGoesOnBeingSilent() {
    ZonedDateTime start = clinic.morning().plusDays(10).withHour(14);
    String own = clinic.book(person, start);
    clinic.fhir().put(other.patient()).accepted();
    String shared = clinic.fhir().create(person.visit(start.plusDays(1).toInstant(), other));
    clinic.settle();
    new PatientPhone(clinic, person.phone()).text("STOP");
    clinic.settle();
    Bundle copy =
        clinic.fhir().get("/Patient/" + person.id() + "/$access").accepted().as(Bundle.class);
    assertThat(copy.getEntry())
        .extracting(entry -> entry.getResource().fhirType())
        .contains("Patient", "Appointment", "Consent", "Communication", "CommunicationRequest");
    assertThat(FhirClient.json(copy)).doesNotContain(other.id());
    assertThat(clinic.patientReader().get("/Patient/" + person.id() + "/$access").status())
        .isEqualTo(403);

    Parameters first = new Parameters();
    first.addParameter("preview", true);
    Parameters preview =
        clinic
            .fhir()
            .post("/Patient/" + person.id() + "/$erase", first)
            .accepted()
            .as(Parameters.class);
    assertThat(clinic.fhir().get("/Patient/" + person.id()).status()).isEqualTo(200);

    Parameters erased =
        clinic
            .fhir()
            .post("/Patient/" + person.id() + "/$erase", new Parameters())
            .accepted()
            .as(Parameters.class);
    clinic.settle();

    for (String number : new String[] {"deleted", "changed"}) {
      assertThat(preview.getParameter(number).getValue().primitiveValue())
          .as(number)
          .isEqualTo(erased.getParameter(number).getValue().primitiveValue());
    }
    assertThat(((IntegerType) erased.getParameter("suppressed").getValue()).getValue())
        .isEqualTo(2);
    for (String path :
        new String[] {
          "/Patient/" + person.id(),
          "/Patient/" + person.id() + "/_history/1",
          "/Appointment/" + own,
          "/Appointment/" + own + "/_history/1",
          "/Patient/" + person.id() + "/$access"
        }) {
      assertThat(clinic.fhir().get(path).status()).as(path).isEqualTo(404);
    }
    assertThat(clinic.fhir().get("/Communication?patient=" + person.id()).body())
        .doesNotContain("Canaria");
    assertThat(clinic.fhir().read(Appointment.class, shared).getParticipant())
        .extracting(one -> one.getActor().getReference())
        .containsExactly("Patient/" + other.id());
    assertThat(clinic.fhir().get("/Appointment/" + shared + "/_history").body())
        .doesNotContain(person.id());
    assertThat(clinic.fhir().post("/Patient/" + person.id() + "/$erase", new Parameters()).status())
        .isEqualTo(404);

    // Somebody comes with the same number: what was stopped by it is still stopped.
    int before = clinic.gateway().received(person.phone()).size();
    Patient again = person.patient();
    again.setId(person.id() + "again");
    again.getTelecom().remove(1);
    clinic.fhir().put(again).accepted();
    Person newcomer = new Person(person.id() + "again", "New", person.phone(), "", "");
    String visit = clinic.fhir().create(newcomer.visit(start.toInstant()));
    clinic.settle();
    assertThat(clinic.outreach().step(visit, "confirmation").reason()).isEqualTo("opted-out");
    clinic.advance(Duration.ofMinutes(1));
    new PatientPhone(clinic, person.phone()).text("START");
    clinic.settle();
    clinic.advanceTo(start.minusDays(6).toInstant());
    assertThat(clinic.outreach().step(visit, "preparation").status()).isEqualTo("completed");
    assertThat(clinic.gateway().received(person.phone()).size()).isGreaterThan(before);
    assertThat(clinic.fhir().search(Communication.class, "patient=" + person.id())).isEmpty();
  }
}

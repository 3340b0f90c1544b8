package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import java.util.UUID;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.Outreach.Planned;

/** A visit's life as a FHIR client writes it, with nothing but standard FHIR. */
@ExtendWith(SharedClinic.class)
class FhirBookingIT {
  private final Clinic clinic;
  private final Outreach outreach;
  private final Person person = Person.next();
  private final ZonedDateTime start;

  FhirBookingIT(Clinic clinic) {
    this.clinic = clinic;
    this.outreach = clinic.outreach();
    this.start = clinic.morning().plusDays(10).withHour(14);
  }

  @Test
  void patientAndVisitWrittenOneAfterTheOtherArePlanned() {
    assertPlanned(clinic.book(person, start), person);
  }

  @Test
  void patientAndVisitInOneTransactionArePlanned() {
    Patient patient = person.patient();
    patient.setId((String) null);
    String patientUrn = "urn:uuid:" + UUID.randomUUID();
    Appointment visit = person.visit(start.toInstant());
    visit.getParticipantFirstRep().setActor(new Reference(patientUrn));
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    entry(bundle, patientUrn, patient);
    entry(bundle, "urn:uuid:" + UUID.randomUUID(), visit);

    Bundle answer = clinic.fhir().post("/", bundle).accepted().as(Bundle.class);
    clinic.settle();

    String location = answer.getEntry().get(1).getResponse().getLocation();
    assertPlanned(location.replaceAll(".*Appointment/([^/]+).*", "$1"), person);
  }

  private static void entry(Bundle bundle, String url, Resource resource) {
    bundle
        .addEntry()
        .setFullUrl(url)
        .setResource(resource)
        .getRequest()
        .setMethod(HTTPVerb.POST)
        .setUrl(resource.fhirType());
  }

  @Test
  void visitWrittenAndReadAsXmlIsPlanned() {
    FhirClient fhir = clinic.fhir();
    fhir.send("PUT", "/Patient/" + person.id(), FhirClient.XML, FhirClient.xml(person.patient()))
        .accepted();
    String visit =
        fhir.send(
                "POST",
                "/Appointment",
                FhirClient.XML,
                FhirClient.xml(person.visit(start.toInstant())))
            .accepted()
            .as(Appointment.class)
            .getIdElement()
            .getIdPart();
    clinic.settle();

    assertPlanned(visit, person);
    assertThat(fhir.send("GET", "/Appointment/" + visit, FhirClient.XML, null).body())
        .startsWith("<Appointment");
  }

  @Test
  void visitOfTwoPatientsIsPlannedForEach() {
    Person other = Person.next();
    clinic.fhir().put(other.patient()).accepted();
    clinic.fhir().put(person.patient()).accepted();
    String visit = clinic.fhir().create(person.visit(start.toInstant(), other));
    clinic.settle();

    assertThat(outreach.planned(visit)).hasSize(8);
    assertThat(outreach.plannedFor(person)).hasSize(4);
    assertThat(outreach.plannedFor(other)).hasSize(4);
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
    assertThat(clinic.gateway().received(other.phone())).hasSize(1);
  }

  @Test
  void visitCancelledByPutIsStopped() {
    String visit = clinic.book(person, start);
    Appointment cancelled = clinic.fhir().read(Appointment.class, visit);
    cancelled.setStatus(AppointmentStatus.CANCELLED);
    clinic.fhir().put(cancelled).accepted();

    assertStopped("appointment-cancelled");
  }

  @Test
  void visitCancelledByPatchIsStopped() {
    String visit = clinic.book(person, start);
    clinic
        .fhir()
        .send(
            "PATCH",
            "/Appointment/" + visit,
            "application/json-patch+json",
            "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"cancelled\"}]")
        .accepted();

    assertStopped("appointment-cancelled");
  }

  @Test
  void deletedVisitIsStopped() {
    clinic.fhir().delete("/Appointment/" + clinic.book(person, start)).accepted();

    assertStopped("appointment-cancelled");
  }

  @Test
  void nothingGoesToAPatientWhoIsInactive() {
    clinic.book(person, start);
    clinic.fhir().put(person.patient().setActive(false)).accepted();

    assertStopped("patient-inactive");
  }

  @Test
  void nothingGoesToAPatientWhoDied() {
    clinic.book(person, start);
    clinic.fhir().put(person.patient().setDeceased(new BooleanType(true))).accepted();

    assertStopped("patient-inactive");
  }

  @Test
  void nothingGoesToAPatientWhoIsDeleted() {
    String visit = clinic.book(person, start);
    clinic.fhir().delete("/Patient/" + person.id()).accepted();
    clinic.settle();

    assertThat(outreach.planned(visit))
        .filteredOn(step -> !step.step().equals("confirmation"))
        .hasSize(3)
        .extracting(Planned::reason)
        .containsOnly("patient-inactive");
    clinic.advanceTo(start.toInstant());
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
  }

  private void assertPlanned(String visit, Person whom) {
    assertThat(outreach.planned(visit))
        .extracting(Planned::step)
        .containsExactly("confirmation", "preparation", "reminder", "last-reminder");
    assertThat(clinic.gateway().received(whom.phone())).hasSize(1);
  }

  private void assertStopped(String reason) {
    clinic.settle();
    assertThat(outreach.plannedFor(person))
        .filteredOn(step -> Outreach.REMINDERS.contains(step.step()))
        .hasSize(3)
        .allSatisfy(
            step -> {
              assertThat(step.status()).isEqualTo("revoked");
              assertThat(step.reason()).isEqualTo(reason);
            });
    clinic.advanceTo(start.toInstant());
    // Another time may be offered for it; nothing is said about the visit itself.
    assertThat(clinic.gateway().received(person.phone()))
        .filteredOn(sent -> !Outreach.isOfferOfAnotherTime(sent))
        .hasSize(1);
  }
}

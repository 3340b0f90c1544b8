package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One box at the desk: whoever is meant, by whatever is said of them. */
@ExtendWith(SharedClinic.class)
class FindIT {
  private final Clinic clinic;
  private final Person person = Person.next();
  private final Person other = Person.next();
  private final String family = "Sørensen" + person.id().substring(6);

  FindIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @BeforeEach
  void twoOfOneName() {
    clinic.fhir().put(patient(person, "Zoé-Marie", "1990-03-02")).accepted();
    clinic.fhir().put(patient(other, "Zoltan", "1961-11-30")).accepted();
  }

  private Patient patient(Person who, String given, String born) {
    Patient patient = who.patient();
    patient.getNameFirstRep().setFamily(family).setGiven(List.of(new StringType(given)));
    patient.setBirthDateElement(new DateType(born));
    patient.addIdentifier().setSystem("urn:test:mrn").setValue("MRN-" + who.id());
    return patient;
  }

  private List<String> find(String q) {
    return find(q, 10);
  }

  private List<String> find(String q, int count) {
    return clinic
        .fhir()
        .post("/Patient/$find", asked(q, count))
        .accepted()
        .as(Bundle.class)
        .getEntry()
        .stream()
        .map(entry -> entry.getResource().getIdElement().getIdPart())
        .toList();
  }

  private static Parameters asked(String q, int count) {
    Parameters asked = new Parameters();
    asked.addParameter("q", new StringType(q));
    asked.addParameter("_count", new IntegerType(count));
    return asked;
  }

  @Test
  void somebodyIsFoundByWhateverIsSaidOfThem() {
    String plain = family.replace("Sørensen", "sorensen");
    assertThat(find(plain)).containsExactlyInAnyOrder(person.id(), other.id());
    assertThat(find("zoe " + plain)).containsExactly(person.id());
    assertThat(find(plain.toUpperCase() + ", marie zoe")).containsExactly(person.id());
    assertThat(find("zoemarie " + plain)).containsExactly(person.id());
    assertThat(find("zo " + plain)).containsExactlyInAnyOrder(person.id(), other.id());
    assertThat(find(plain + " 2/3/1990")).containsExactly(person.id());
    assertThat(find("30 nov 1961 " + plain)).containsExactly(other.id());
    assertThat(find(person.phone().replace("+1416", "(416) "))).containsExactly(person.id());
    assertThat(find(other.email().toUpperCase())).containsExactly(other.id());
    assertThat(find("mrn " + person.id())).isEmpty();
    assertThat(find("mrn-" + person.id())).containsExactly(person.id());
    assertThat(find(plain + " nobody")).isEmpty();
    assertThat(find(plain, 1)).hasSize(1);
    assertThat(find("%_")).isEmpty();
  }

  @Test
  void whoWasMergedOrErasedIsNotFound() {
    Parameters merge = new Parameters();
    merge.addParameter("source-patient", new Reference("Patient/" + other.id()));
    merge.addParameter("target-patient", new Reference("Patient/" + person.id()));
    clinic.fhir().post("/Patient/$merge", merge).accepted();
    assertThat(find("mrn-" + other.id())).containsExactly(person.id());
    assertThat(find(family)).containsExactly(person.id());

    clinic.fhir().post("/Patient/" + person.id() + "/$erase", new Parameters()).accepted();
    assertThat(find(family)).isEmpty();
  }

  @Test
  void staffOfAPlaceFindWhoComesThere_andNothingStandsInAnAddress() {
    Location place = new Location();
    place.setId("place-one");
    clinic.fhir().put(place).accepted();
    Appointment visit = person.visit(clinic.settle().plus(Duration.ofDays(3)));
    visit
        .addParticipant()
        .setStatus(Appointment.ParticipationStatus.ACCEPTED)
        .setActor(new Reference("Location/place-one"));
    clinic.fhir().create(visit);

    assertThat(ids(asStaff("placed"))).containsExactly(person.id());
    assertThat(ids(asStaff("nora"))).containsExactlyInAnyOrder(person.id(), other.id());
    assertThat(asStaff("mark").statusCode()).isEqualTo(403);
    assertThat(clinic.fhir().get("/Patient/$find?q=" + person.id()).status()).isEqualTo(405);
    assertThat(clinic.fhir().post("/Patient/$find", new Parameters()).status()).isEqualTo(400);
    assertThat(clinic.fhir().post("/Patient/$find", asked("x".repeat(201), 1)).status())
        .isEqualTo(400);
    assertThat(clinic.fhir().post("/Patient/$find", asked("x", 0)).status()).isEqualTo(400);
  }

  private HttpResponse<String> asStaff(String who) {
    Visitor visitor = new Visitor(clinic.process().base());
    String token =
        visitor
            .signedIn(who, who + "-password")
            .launch("user/*.cruds", Map.of(), null)
            .path("access_token")
            .asText();
    return visitor.fhir(token, "POST", "Patient/$find", FhirClient.json(asked(family, 10)));
  }

  private static List<String> ids(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Visitor.json(answer).path("entry").findValues("resource").stream()
        .map(resource -> resource.path("id").asText())
        .toList();
  }
}

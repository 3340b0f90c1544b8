package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Patient/$match, as a registration desk asks it. */
@ExtendWith(SharedClinic.class)
class MatchIT {
  private static final String GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade";

  private final Clinic clinic;
  private final Person person = Person.next();

  MatchIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @Test
  void aFamilyOnOneTelephoneIsToldApartAndTheBestComesFirst() {
    clinic.fhir().put(patient(person, "Zoë", "Núñez-Ray")).accepted();
    Person child = Person.next();
    Patient son = patient(child, "Milo", "Núñez-Ray");
    son.getTelecomFirstRep().setValue(person.phone());
    clinic.fhir().put(son).accepted();
    Patient asked = new Patient();
    asked.addName().addGiven("ZOE").setFamily("Nunez Ray");
    asked.addTelecom(person.patient().getTelecomFirstRep().setValue("(416) 555-" + last()));

    List<BundleEntryComponent> found = match(asked, false, 5).getEntry();

    assertThat(found)
        .extracting(entry -> entry.getResource().getIdElement().getIdPart())
        .containsExactly(person.id(), child.id());
    assertThat(found).extracting(MatchIT::grade).containsExactly("certain", "possible");
    assertThat(found.get(0).getSearch().getScore())
        .isGreaterThan(found.get(1).getSearch().getScore());
    assertThat(match(asked, true, 5).getEntry()).hasSize(1);
    assertThat(match(asked, false, 1).getEntry()).hasSize(1);
  }

  @Test
  void aRecordThatWasReplacedSpeaksForTheOneInItsPlace() {
    Person old = Person.next();
    clinic.fhir().put(patient(person, "Ada", "Test")).accepted();
    Patient replaced = patient(old, "Ada", "Test").setActive(false);
    replaced
        .addLink()
        .setType(LinkType.REPLACEDBY)
        .setOther(new Reference("Patient/" + person.id()));
    clinic.fhir().put(replaced).accepted();
    Patient asked = new Patient();
    asked.addTelecom(old.patient().getTelecomFirstRep());

    assertThat(match(asked, false, 5).getEntry())
        .extracting(entry -> entry.getResource().getIdElement().getIdPart())
        .containsExactly(person.id());
  }

  @Test
  void whatCannotBeMatchedIsRefusedAndNamed() {
    Patient nothing = new Patient();
    nothing.addName().addGiven("Ada");

    FhirClient.Answer bare = clinic.fhir().post("/Patient/$match", parameters(nothing, false, 5));
    FhirClient.Answer none = clinic.fhir().post("/Patient/$match", new Parameters());
    FhirClient.Answer zero =
        clinic.fhir().post("/Patient/$match", parameters(person.patient(), false, 0));

    assertThat(List.of(bare.status(), none.status(), zero.status())).containsOnly(400);
    assertThat(bare.outcome().getIssueFirstRep().getDiagnostics()).contains("resource");
    assertThat(none.outcome().getIssueFirstRep().getDiagnostics()).contains("resource");
    assertThat(zero.outcome().getIssueFirstRep().getDiagnostics()).contains("count");
  }

  private String last() {
    return person.phone().substring(person.phone().length() - 4);
  }

  private static Patient patient(Person person, String given, String family) {
    Patient patient = person.patient();
    patient.getNameFirstRep().setFamily(family).getGiven().get(0).setValue(given);
    return patient;
  }

  private Bundle match(Patient asked, boolean certain, int count) {
    return clinic
        .fhir()
        .post("/Patient/$match", parameters(asked, certain, count))
        .accepted()
        .as(Bundle.class);
  }

  private static Parameters parameters(Patient asked, boolean certain, int count) {
    Parameters parameters = new Parameters();
    parameters.addParameter().setName("resource").setResource(asked);
    parameters.addParameter("onlyCertainMatches", new BooleanType(certain));
    parameters.addParameter("count", new IntegerType(count));
    return parameters;
  }

  private static String grade(BundleEntryComponent entry) {
    return entry.getSearch().getExtensionByUrl(GRADE).getValue().primitiveValue();
  }
}

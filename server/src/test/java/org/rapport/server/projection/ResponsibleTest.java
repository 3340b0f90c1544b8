package org.rapport.server.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Date;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.projection.read.ContactJson;

/** Which RelatedPersons may act for a patient. */
class ResponsibleTest {
  private static final String ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";

  @ParameterizedTest
  @CsvSource({
    "v3-RoleCode, MTH, true",
    "v3-RoleCode, PARNT, true",
    "v3-RoleCode, GUARD, true",
    "v3-RoleCode, HPOWATT, true",
    "v3-RoleCode, GRMTH, false",
    "v3-RoleCode, SIB, false",
    "v2-0063, PAR, true",
    "v2-0063, GRP, false",
    "v2-0131, N, false",
    "v3-ActCode, MTH, false",
  })
  void theRelationshipSaysWhetherSomebodyMayAct(String system, String code, boolean acts) {
    RelatedPerson person = mother();
    person.getRelationshipFirstRep().getCodingFirstRep().setCode(code);
    person
        .getRelationshipFirstRep()
        .getCodingFirstRep()
        .setSystem("http://terminology.hl7.org/CodeSystem/" + system);

    assertThat(Responsible.of(person).isPresent()).isEqualTo(acts);
  }

  @Test
  void oneOfSeveralRelationshipsIsEnoughAndWordsAreNot() {
    RelatedPerson person = mother();
    person.getRelationship().add(0, new CodeableConcept().setText("Emergency contact"));
    assertThat(Responsible.of(person)).isPresent();

    person.getRelationship().remove(1);
    assertThat(Responsible.of(person.addRelationship(new CodeableConcept().setText("mother"))))
        .isEmpty();
    assertThat(Responsible.of(mother().setActive(false))).isEmpty();
    assertThat(Responsible.of(mother().setPatient(new Reference().setDisplay("Ada")))).isEmpty();
  }

  @Test
  void onlyNumbersAndMailboxesInUseAreAddresses() {
    RelatedPerson person = mother();
    person.addTelecom(contact(ContactPointSystem.OTHER, "Patient/somebody-else"));
    person.addTelecom(contact(ContactPointSystem.EMAIL, "m@example.org"));
    person
        .addTelecom(contact(ContactPointSystem.PHONE, "+14165550100"))
        .getTelecom()
        .get(3)
        .setUse(ContactPointUse.OLD);

    assertThat(Responsible.of(person).orElseThrow().contacts())
        .extracting(ContactJson::value)
        .containsExactly("+14165550188", "m@example.org");
    assertThat(Responsible.of(person.setTelecom(null))).isEmpty();
  }

  @Test
  void somebodyActsDuringTheirPeriod() {
    RelatedPerson person = mother();
    Date start = new Date(1_000_000_000_000L);
    person.getPeriod().setStart(start).setEnd(new Date(2_000_000_000_000L));
    Responsible responsible = Responsible.of(person).orElseThrow();

    assertThat(responsible.acts(start.toInstant().minusMillis(1))).isFalse();
    assertThat(responsible.acts(start.toInstant())).isTrue();
    assertThat(responsible.acts(responsible.until().minusMillis(1))).isTrue();
    assertThat(responsible.acts(responsible.until())).isFalse();
    assertThat(Responsible.of(mother()).orElseThrow().acts(start.toInstant())).isTrue();
  }

  private static RelatedPerson mother() {
    RelatedPerson person = new RelatedPerson();
    person.setPatient(new Reference("Patient/ada"));
    person.addRelationship(new CodeableConcept(new Coding(ROLES, "MTH", null)));
    person.addTelecom(contact(ContactPointSystem.PHONE, "+14165550188"));
    return person;
  }

  private static ContactPoint contact(ContactPointSystem system, String value) {
    return new ContactPoint().setSystem(system).setValue(value);
  }
}

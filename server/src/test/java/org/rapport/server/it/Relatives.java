package org.rapport.server.it;

import java.time.LocalDate;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;

/** Patients with a birth date, and who acts for them, as an EHR writes them. */
record Relatives(Clinic clinic) {
  private static final String ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";

  void born(Person person, LocalDate day) {
    Patient patient = person.patient();
    patient.setBirthDateElement(new DateType(day.toString()));
    clinic.fhir().put(patient).accepted();
  }

  /** Somebody who acts, at the first of their addresses. */
  RelatedPerson acts(Person person, Person patient, String relationship) {
    return acts(person, patient, relationship, 0);
  }

  /**
   * The same.
   *
   * @param rank of their address; 0: none
   */
  RelatedPerson acts(Person person, Person patient, String relationship, int rank) {
    RelatedPerson acting = new RelatedPerson().setActive(true);
    acting.setId(id(person, patient));
    acting.setPatient(new Reference("Patient/" + patient.id()));
    acting.addRelationship(new CodeableConcept(new Coding(ROLES, relationship, null)));
    acting.addName().setFamily("Test").addGiven("Parent");
    acting
        .addTelecom()
        .setSystem(person.phone().isBlank() ? ContactPointSystem.EMAIL : ContactPointSystem.PHONE)
        .setValue(person.phone().isBlank() ? person.email() : person.phone());
    if (rank > 0) {
      acting.getTelecomFirstRep().setRank(rank);
    }
    clinic.fhir().put(acting).accepted();
    return acting;
  }

  static String id(Person person, Person patient) {
    return person.id() + patient.id();
  }
}

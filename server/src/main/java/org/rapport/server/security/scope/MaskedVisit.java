package org.rapport.server.security.scope;

import org.hl7.fhir.r4.model.Appointment;

/** A visit without what is not for everybody's eyes. The original is left as it is. */
final class MaskedVisit {
  private static final String PATIENT = "Patient/";

  private MaskedVisit() {}

  /** When and where it is, and whose, and nothing more. */
  static Appointment whenAndWhere(Appointment visit) {
    Appointment shown = new Appointment();
    shown.setId(visit.getIdElement());
    shown.getMeta().setVersionId(visit.getMeta().getVersionId());
    shown.getMeta().setLastUpdatedElement(visit.getMeta().getLastUpdatedElement());
    shown
        .getMeta()
        .addTag()
        .setSystem("http://terminology.hl7.org/CodeSystem/v3-ObservationValue")
        .setCode("REDACTED");
    shown.setStatusElement(visit.getStatusElement());
    shown.setStartElement(visit.getStartElement());
    shown.setEndElement(visit.getEndElement());
    visit.getParticipant().stream()
        .filter(
            one -> {
              String actor = one.getActor().getReference();
              return actor != null
                  && (actor.startsWith("Patient/") || actor.startsWith("Location/"));
            })
        .forEach(shown::addParticipant);
    return shown;
  }

  /** Without the patients and relatives besides one patient, as a reference names them. */
  static Appointment ofOne(Appointment visit, String own) {
    Appointment shown = visit.copy();
    shown
        .getParticipant()
        .removeIf(
            one -> {
              String actor = one.getActor().getReference();
              return actor != null
                  && (actor.startsWith(PATIENT) && !actor.equals(own)
                      || actor.startsWith("RelatedPerson/"));
            });
    return shown;
  }
}

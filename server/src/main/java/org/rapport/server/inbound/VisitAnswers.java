package org.rapport.server.inbound;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.store.NameBasedId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A patient's word about a visit, as FHIR has it: an AppointmentResponse, one a patient and visit,
 * and the participant's status. The visit itself stays as the EHR booked it.
 */
@Component
class VisitAnswers {
  private final IFhirResourceDao<Appointment> appointments;
  private final IFhirResourceDao<AppointmentResponse> responses;
  private final EhrAnswers ehr;
  private final JdbcClient jdbc;

  VisitAnswers(
      IFhirResourceDao<Appointment> appointments,
      IFhirResourceDao<AppointmentResponse> responses,
      EhrAnswers ehr,
      JdbcClient jdbc) {
    this.appointments = appointments;
    this.responses = responses;
    this.ehr = ehr;
    this.jdbc = jdbc;
  }

  /** The patient comes. */
  void accepted(Bundle bundle, String patient, String visit) {
    write(
        bundle,
        patient,
        visit,
        AppointmentResponse.ParticipantStatus.ACCEPTED,
        ParticipationStatus.ACCEPTED);
  }

  /** The patient does not come. */
  void declined(Bundle bundle, String patient, String visit) {
    write(
        bundle,
        patient,
        visit,
        AppointmentResponse.ParticipantStatus.DECLINED,
        ParticipationStatus.DECLINED);
  }

  private void write(
      Bundle bundle,
      String patient,
      String visit,
      AppointmentResponse.ParticipantStatus answer,
      ParticipationStatus status) {
    Appointment appointment =
        appointments.read(new IdType("Appointment", visit), new SystemRequestDetails());
    Optional<AppointmentParticipantComponent> own =
        appointment.getParticipant().stream()
            .filter(p -> isPatient(p.getActor(), patient))
            .findFirst();
    if (own.isPresent() && own.get().getStatus() != status) {
      own.get().setStatus(status);
      put(bundle, appointment);
    }
    AppointmentResponse response = new AppointmentResponse();
    response.setId(NameBasedId.of("response " + visit + " " + patient));
    response.setAppointment(new Reference("Appointment/" + visit));
    response.setActor(InboundRecords.patient(patient));
    response.setParticipantStatus(answer);
    response.setStart(appointment.getStart());
    response.setEnd(appointment.getEnd());
    put(bundle, response);
    String id = response.getIdElement().getIdPart();
    if (stored(id).filter(before -> same(before, response)).isEmpty()) {
      ehr.tell(patient, "AppointmentResponse/" + id);
    }
  }

  private Optional<AppointmentResponse> stored(String id) {
    boolean there =
        jdbc.sql("select count(*) from rapport.appointment_response_facts where id = ?")
                .param(id)
                .query(Long.class)
                .single()
            > 0;
    return there
        ? Optional.of(
            responses.read(new IdType("AppointmentResponse", id), new SystemRequestDetails()))
        : Optional.empty();
  }

  // The same word about the same time is no news.
  private static boolean same(AppointmentResponse before, AppointmentResponse now) {
    return before.getParticipantStatus() == now.getParticipantStatus()
        && Objects.equals(before.getStart(), now.getStart());
  }

  private static boolean isPatient(Reference actor, String patient) {
    return "Patient".equals(actor.getReferenceElement().getResourceType())
        && patient.equals(actor.getReferenceElement().getIdPart());
  }
}

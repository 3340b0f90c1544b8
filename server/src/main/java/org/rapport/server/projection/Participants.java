package org.rapport.server.projection;

import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.Reference;

/** Who and what takes part in a visit. */
final class Participants {
  private Participants() {}

  /** Ids of those of a type, in their order; who has declined does not come. */
  static List<String> of(Appointment appointment, String type) {
    return appointment.getParticipant().stream()
        // For them the visit is as good as cancelled.
        .filter(participant -> participant.getStatus() != ParticipationStatus.DECLINED)
        .map(Appointment.AppointmentParticipantComponent::getActor)
        .map(Reference::getReferenceElement)
        .filter(id -> type.equals(id.getResourceType()) && id.hasIdPart())
        .map(id -> id.getIdPart())
        .distinct()
        .toList();
  }
}

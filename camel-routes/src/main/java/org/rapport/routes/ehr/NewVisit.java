package org.rapport.routes.ehr;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.routes.intake.fhir.OwnNumber;

/**
 * A visit that was booked here, as an EHR gets it: when, for what and for whom. Neither our
 * extensions nor our references are in it, as many EHRs refuse what they do not know. Pure.
 */
final class NewVisit {
  private NewVisit() {}

  /**
   * Puts it together.
   *
   * @param actors the EHR's references by ours; who is not among them takes part by name at most
   */
  static Appointment of(Appointment ours, Map<String, String> actors) {
    Appointment theirs = new Appointment();
    theirs.addIdentifier(OwnNumber.of(ours));
    theirs.setStatus(ours.getStatus());
    theirs.setStart(ours.getStart()).setEnd(ours.getEnd());
    if (ours.hasMinutesDuration()) {
      theirs.setMinutesDuration(ours.getMinutesDuration());
    }
    ours.getServiceCategory().forEach(one -> theirs.addServiceCategory(coded(one)));
    ours.getServiceType().forEach(one -> theirs.addServiceType(coded(one)));
    ours.getSpecialty().forEach(one -> theirs.addSpecialty(coded(one)));
    ours.getReasonCode().forEach(one -> theirs.addReasonCode(coded(one)));
    if (ours.hasAppointmentType()) {
      theirs.setAppointmentType(coded(ours.getAppointmentType()));
    }
    theirs.setDescription(ours.getDescription()).setComment(ours.getComment());
    ours.getParticipant().stream()
        .map(one -> participant(one, actors).orElse(null))
        .filter(Objects::nonNull)
        .forEach(theirs::addParticipant);
    return theirs;
  }

  private static Optional<AppointmentParticipantComponent> participant(
      AppointmentParticipantComponent ours, Map<String, String> actors) {
    String known = actors.get(ours.getActor().getReference());
    String name = ours.getActor().getDisplay();
    if (known == null && name == null) {
      return Optional.empty();
    }
    // No type: it is a code of ours, and Oracle's EHR refuses it.
    return Optional.of(
        new AppointmentParticipantComponent()
            .setActor(known == null ? new Reference().setDisplay(name) : new Reference(known))
            .setStatus(
                ours.getStatus() == null ? ParticipationStatus.NEEDSACTION : ours.getStatus()));
  }

  private static CodeableConcept coded(CodeableConcept ours) {
    CodeableConcept theirs = new CodeableConcept().setText(ours.getText());
    ours.getCoding()
        .forEach(
            one ->
                theirs
                    .addCoding()
                    .setSystem(one.getSystem())
                    .setCode(one.getCode())
                    .setDisplay(one.getDisplay()));
    return theirs;
  }
}

package org.rapport.routes.intake.fhir;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.routes.intake.siu.NameBasedId;

/**
 * An EHR's Appointment over what is stored. It is told whole, so what the EHR leaves out is gone;
 * only what nobody but us knows stays. The result meets the R4 invariants app-1 to app-4, or the
 * mapping fails.
 */
public final class MapVisit {
  /** Types of actors that a visit refers to here; any other is a name at most. */
  private static final Set<String> ACTORS =
      Set.of("Patient", "Location", "Practitioner", "HealthcareService");

  private static final Duration USUAL = Duration.ofMinutes(30);

  private MapVisit() {}

  /**
   * Maps one visit. Returns a new resource with the stored id, or one from the EHR's id; neither
   * argument is changed.
   *
   * @param actors our references by the EHR's, as far as they could be found
   * @throws UnmappableResourceException without a status, without a time that it needs, or with a
   *     modifier extension
   */
  public static Appointment map(
      EhrBase base,
      EhrBase.Id id,
      Appointment theirs,
      Map<String, String> actors,
      Optional<Appointment> stored) {
    KeptElements.check(theirs);
    Appointment ours = stored.map(Appointment::copy).orElseGet(Appointment::new);
    if (stored.isEmpty()) {
      ours.setId(NameBasedId.ofIdentifier(base.system(id.type()), id.id()));
    }
    if (theirs.getStatus() == null) {
      throw new UnmappableResourceException("appointment-status-missing");
    }
    KeptElements.own(base, id, ours.getIdentifier());
    KeptElements.identifiers(theirs.getIdentifier(), ours.getIdentifier());
    KeptElements.security(theirs, ours);
    KeptElements.zone(theirs, ours);
    ours.setStatus(theirs.getStatus());
    boolean moved = times(theirs, ours);
    words(theirs, ours);
    participants(theirs, ours, actors, moved);
    return ours;
  }

  /**
   * A visit that the EHR has deleted: it is as if it had never been, and nobody is reminded of it.
   */
  public static Appointment deleted(Appointment stored) {
    Appointment ours = stored.copy();
    // Invariant app-3: only these may be without a time.
    ours.setStatus(
        ours.hasStart() ? AppointmentStatus.ENTEREDINERROR : AppointmentStatus.CANCELLED);
    if (ours.getStatus() != AppointmentStatus.CANCELLED) {
      ours.setCancelationReason(null);
    }
    return ours;
  }

  /** Whether the visit has another time than before. */
  private static boolean times(Appointment theirs, Appointment ours) {
    Date before = ours.getStart();
    ours.setRequestedPeriod(KeptElements.plain(theirs.getRequestedPeriod()));
    ours.setMinutesDurationElement(
        theirs.hasMinutesDuration() ? theirs.getMinutesDurationElement().copy() : null);
    if (!theirs.hasStart()) {
      switch (theirs.getStatus()) {
        case PROPOSED, WAITLIST -> {
          ours.setStartElement(null);
          ours.setEndElement(null);
        }
        // Many leave the time out of what will not take place: when it was to be is known here.
        case CANCELLED -> {}
        case NOSHOW, ENTEREDINERROR -> {
          if (!ours.hasStart()) {
            ours.setStatus(AppointmentStatus.CANCELLED);
          }
        }
        default -> throw new UnmappableResourceException("appointment-start-missing");
      }
      return false;
    }
    ours.setStartElement(theirs.getStartElement().copy());
    ours.setEndElement(end(theirs));
    return !theirs.getStart().equals(before);
  }

  private static InstantType end(Appointment theirs) {
    if (theirs.hasEnd() && theirs.getEnd().after(theirs.getStart())) {
      return theirs.getEndElement().copy();
    }
    Duration length =
        theirs.getMinutesDuration() > 0 ? Duration.ofMinutes(theirs.getMinutesDuration()) : USUAL;
    InstantType end = new InstantType(Date.from(theirs.getStart().toInstant().plus(length)));
    if (theirs.getStartElement().getTimeZone() != null) {
      end.setTimeZone(theirs.getStartElement().getTimeZone());
    }
    return end;
  }

  private static void words(Appointment theirs, Appointment ours) {
    ours.setServiceCategory(KeptElements.plain(theirs.getServiceCategory()));
    ours.setServiceType(KeptElements.plain(theirs.getServiceType()));
    ours.setSpecialty(KeptElements.plain(theirs.getSpecialty()));
    ours.setReasonCode(KeptElements.plain(theirs.getReasonCode()));
    ours.setAppointmentType(
        theirs.hasAppointmentType()
            ? KeptElements.plain(theirs.getAppointmentType().copy())
            : null);
    // Invariant app-4 spells no-show in a way no status code has, so cancelled alone may have it.
    ours.setCancelationReason(
        theirs.hasCancelationReason() && ours.getStatus() == AppointmentStatus.CANCELLED
            ? KeptElements.plain(theirs.getCancelationReason().copy())
            : null);
    ours.setPriorityElement(theirs.hasPriority() ? theirs.getPriorityElement().copy() : null);
    ours.setDescription(theirs.getDescription());
    ours.setCreatedElement(theirs.hasCreated() ? theirs.getCreatedElement().copy() : null);
    ours.setComment(theirs.getComment());
    ours.setPatientInstruction(theirs.getPatientInstruction());
  }

  private static void participants(
      Appointment theirs, Appointment ours, Map<String, String> actors, boolean moved) {
    List<AppointmentParticipantComponent> stored = List.copyOf(ours.getParticipant());
    List<AppointmentParticipantComponent> participants = new ArrayList<>();
    for (AppointmentParticipantComponent one : theirs.getParticipant()) {
      participant(one, actors)
          .filter(mapped -> participants.stream().noneMatch(other -> sameActor(other, mapped)))
          .ifPresent(
              mapped -> {
                answered(mapped, stored, moved);
                participants.add(mapped);
              });
    }
    boolean patient = participants.stream().anyMatch(MapVisit::isPatient);
    for (AppointmentParticipantComponent one : stored) {
      // Whoever takes part by our doing alone still does; and so do the patients of a visit that
      // the EHR tells without them.
      if (isPatient(one) ? !patient : one.getActor().hasReference() && !isOfEhr(one)) {
        participants.add(one);
      }
    }
    ours.setParticipant(participants);
  }

  private static Optional<AppointmentParticipantComponent> participant(
      AppointmentParticipantComponent theirs, Map<String, String> actors) {
    AppointmentParticipantComponent ours = new AppointmentParticipantComponent();
    ours.setType(KeptElements.plain(theirs.getType()));
    ours.setRequired(theirs.getRequired());
    ours.setStatus(
        theirs.getStatus() == null ? ParticipationStatus.NEEDSACTION : theirs.getStatus());
    if (theirs.hasPeriod()) {
      ours.setPeriod(KeptElements.plain(theirs.getPeriod().copy()));
    }
    String known = actors.get(theirs.getActor().getReference());
    if (known != null) {
      ours.setActor(new Reference(known));
    } else if (theirs.getActor().hasDisplay()) {
      ours.setActor(new Reference().setDisplay(theirs.getActor().getDisplay()));
    }
    // Invariant app-1: either the type or the actor.
    return ours.hasActor() || ours.hasType() ? Optional.of(ours) : Optional.empty();
  }

  /**
   * What the patient has answered us holds while the EHR has no answer of its own, and the visit is
   * when it was.
   */
  private static void answered(
      AppointmentParticipantComponent mapped,
      List<AppointmentParticipantComponent> stored,
      boolean moved) {
    if (moved || !isPatient(mapped) || mapped.getStatus() != ParticipationStatus.NEEDSACTION) {
      return;
    }
    stored.stream()
        .filter(one -> sameActor(one, mapped))
        .findFirst()
        .ifPresent(one -> mapped.setStatus(one.getStatus()));
  }

  private static boolean sameActor(
      AppointmentParticipantComponent one, AppointmentParticipantComponent other) {
    return one.getActor().hasReference() && actor(one).equals(actor(other));
  }

  private static boolean isPatient(AppointmentParticipantComponent participant) {
    return actor(participant).startsWith("Patient/");
  }

  private static boolean isOfEhr(AppointmentParticipantComponent participant) {
    return ACTORS.contains(actor(participant).split("/", 2)[0]);
  }

  private static String actor(AppointmentParticipantComponent participant) {
    String reference =
        participant.getActor().getReferenceElement().toUnqualifiedVersionless().getValue();
    return reference == null ? "" : reference;
  }
}

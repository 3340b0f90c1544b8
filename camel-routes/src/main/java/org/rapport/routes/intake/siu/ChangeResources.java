package org.rapport.routes.intake.siu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * S18 to S22 over a visit that is stored: services, places and people are added, or taken away
 * where their segment action code is D (table HL70206). All others stay, and so does the visit's
 * time and status.
 */
final class ChangeResources {
  private static final Set<String> RESOURCES = Set.of("AIS", "AIG", "AIL", "AIP");

  private final Hl7Message added;
  private final Hl7Message removed;
  private final SenderProfile sender;
  private final StoredReferences known;

  ChangeResources(Hl7Message message, SenderProfile sender, StoredReferences known) {
    this.added = message.withoutDeleted();
    this.removed = message.onlyDeleted();
    this.sender = sender;
    this.known = known;
  }

  /**
   * Refuses what does not say what becomes of a resource.
   *
   * @throws UnmappableMessageException naming the first such segment
   */
  static void check(Hl7Message message, SiuEvent event) {
    String group = "";
    for (Hl7Segment segment : message.segments()) {
      if (segment.name().equals("RGS")) {
        group = segment.value(2);
      } else if (event.takesAway()
          && RESOURCES.contains(segment.name())
          && group.isEmpty()
          && segment.value(2).isEmpty()) {
        throw new UnmappableMessageException(
            Fault.at(
                Hl7Error.REQUIRED_FIELD_MISSING,
                segment.name(),
                2,
                "Segment action code is missing"));
      }
    }
  }

  /** A copy of the visit with its resources changed. */
  Appointment apply(Appointment stored) {
    Appointment visit = stored.copy();
    participants(visit);
    services(visit);
    return visit;
  }

  /** What may have to be made first: that of which the store knows nothing. */
  List<SharedResource> unknown() {
    return resources(added).stream().filter(one -> reference(one).isEmpty()).toList();
  }

  private List<SharedResource> resources(Hl7Message message) {
    List<SharedResource> all = new ArrayList<>(MapParticipants.locations(message, sender));
    all.addAll(MapParticipants.practitioners(message, sender));
    return all;
  }

  private Optional<String> reference(SharedResource one) {
    return known.find(one.resource().fhirType(), one.system(), one.value());
  }

  private void participants(Appointment visit) {
    Set<String> gone = new TreeSet<>();
    resources(removed).forEach(one -> reference(one).ifPresent(gone::add));
    List<AppointmentParticipantComponent> participants = new ArrayList<>();
    Set<String> there = new TreeSet<>();
    for (AppointmentParticipantComponent one : visit.getParticipant()) {
      String actor = one.getActor().getReferenceElement().toUnqualifiedVersionless().getValue();
      if (actor == null || !gone.contains(actor)) {
        participants.add(one);
        there.add(String.valueOf(actor));
      }
    }
    for (SharedResource one : resources(added)) {
      String actor = reference(one).orElse(one.fullUrl());
      if (there.add(actor)) {
        participants.add(
            new AppointmentParticipantComponent()
                .setActor(new Reference(actor))
                .setStatus(ParticipationStatus.ACCEPTED));
      }
    }
    visit.setParticipant(participants);
  }

  private void services(Appointment visit) {
    List<CodeableConcept> services = new ArrayList<>(visit.getServiceType());
    for (CodeableConcept gone : services(removed)) {
      services.removeIf(gone::equalsDeep);
    }
    for (CodeableConcept more : services(added)) {
      if (services.stream().noneMatch(more::equalsDeep)) {
        services.add(more);
      }
    }
    visit.setServiceType(services);
  }

  private List<CodeableConcept> services(Hl7Message message) {
    return message.all("AIS").stream()
        .map(ais -> MapConcept.map(ais.field(3), sender))
        .flatMap(Optional::stream)
        .toList();
  }
}

package org.rapport.server.ehr.told;

import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;

/** What an EHR has to be told of one version of a visit after another. Pure. */
enum VisitChange {
  BOOKED("booked"),
  MOVED("moved"),
  CHANGED("changed"),
  CANCELLED("cancelled"),
  NO_SHOW("no-show"),
  DELETED("deleted");

  /** A visit that is to take place, or does, or has. */
  private static final Set<AppointmentStatus> STANDS =
      Set.of(
          AppointmentStatus.BOOKED,
          AppointmentStatus.ARRIVED,
          AppointmentStatus.CHECKEDIN,
          AppointmentStatus.FULFILLED);

  private static final Set<AppointmentStatus> STOPPED =
      Set.of(AppointmentStatus.CANCELLED, AppointmentStatus.NOSHOW);

  private static final Set<String> PLACES_AND_PEOPLE = Set.of("Location", "Practitioner");

  private final String code;

  VisitChange(String code) {
    this.code = code;
  }

  /** As a worker is told it. */
  String code() {
    return code;
  }

  /**
   * What came of a write.
   *
   * @param before what it was; null: it was not there
   * @return empty where an EHR need not know: a time that is only held, a wait, a patient's word
   */
  static Optional<VisitChange> of(Appointment before, Appointment after) {
    if (!known(before)) {
      return STANDS.contains(after.getStatus()) ? Optional.of(BOOKED) : Optional.empty();
    }
    if (after.getStatus() != before.getStatus()) {
      switch (after.getStatus()) {
        case CANCELLED:
          return Optional.of(CANCELLED);
        case NOSHOW:
          return Optional.of(NO_SHOW);
        case ENTEREDINERROR:
          return Optional.of(DELETED);
        default:
      }
    }
    if (STANDS.contains(after.getStatus()) && moved(before, after)) {
      return Optional.of(MOVED);
    }
    boolean same =
        after.getStatus() == before.getStatus()
            && placesAndPeople(before).equals(placesAndPeople(after));
    return same ? Optional.empty() : Optional.of(CHANGED);
  }

  // What an EHR has a number for it knows in any status.
  private static boolean known(Appointment visit) {
    return visit != null
        && (STANDS.contains(visit.getStatus())
            || STOPPED.contains(visit.getStatus())
            || visit.hasIdentifier());
  }

  /** Whether both are at one time. */
  static boolean moved(Appointment one, Appointment other) {
    return !same(one.getStart(), other.getStart()) || !same(one.getEnd(), other.getEnd());
  }

  private static boolean same(Date one, Date other) {
    return one == null ? other == null : other != null && one.getTime() == other.getTime();
  }

  private static Set<String> placesAndPeople(Appointment visit) {
    Set<String> actors = new TreeSet<>();
    visit.getParticipant().stream()
        .map(one -> one.getActor().getReferenceElement())
        .filter(actor -> PLACES_AND_PEOPLE.contains(actor.getResourceType()))
        .forEach(actor -> actors.add(actor.toUnqualifiedVersionless().getValue()));
    return actors;
  }
}

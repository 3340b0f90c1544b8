package org.rapport.server.simulate;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.journey.BusinessHours;
import org.rapport.server.journey.Change;
import org.rapport.server.journey.Conditions;
import org.rapport.server.journey.Evidence;
import org.rapport.server.journey.Facts;
import org.rapport.server.journey.Facts.Enrolment;
import org.rapport.server.journey.Facts.EnrolmentState;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.journey.Facts.Standing;
import org.rapport.server.journey.Focus;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.Plan;
import org.rapport.server.journey.PlannedStep;
import org.rapport.server.journey.Planner;
import org.rapport.server.journey.VariantDraw;
import org.rapport.server.projection.read.PatientRecord;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.server.projection.read.ZoneCodes;
import org.rapport.server.sensitivity.Sensitivity;

/** One person on the journey for one focus, as the store would hold it. Not thread-safe. */
final class SimulatedEnrolment {
  private final Planner planner;
  private final Journey journey;
  private final ZoneId clinicZone;
  private Scenario.Person person;
  private Resource focus;
  private Location place;
  private ZoneId zone;
  private BusinessHours hours;
  private final String variant;
  private final List<Held> held = new ArrayList<>();
  private Instant entered;
  private Instant ended;

  /** A planned step with how it stands. */
  static final class Held {
    private final String id;
    private PlannedStep step;
    private CommunicationRequestStatus status;
    private String reason;
    private boolean outcome;

    Held(String id, PlannedStep step) {
      this.id = id;
      set(step);
    }

    private void set(PlannedStep planned) {
      step = planned;
      status =
          planned.refusal() != null
              ? CommunicationRequestStatus.REVOKED
              : planned.issued()
                  ? CommunicationRequestStatus.COMPLETED
                  : CommunicationRequestStatus.ACTIVE;
      reason = planned.refusal() == null ? null : planned.refusal().code();
    }

    PlannedStep step() {
      return step;
    }

    boolean active() {
      return status == CommunicationRequestStatus.ACTIVE;
    }

    CommunicationRequestStatus status() {
      return status;
    }

    boolean message() {
      return step.kind() == Journey.Kind.MESSAGE;
    }

    void sent() {
      status = CommunicationRequestStatus.COMPLETED;
      outcome = true;
    }

    void refused(String code) {
      status = CommunicationRequestStatus.REVOKED;
      reason = code;
      outcome = true;
    }

    private Standing standing() {
      return new Standing(
          id,
          step.step(),
          step.anchor(),
          step.template(),
          step.occurrence(),
          step.usefulUntil(),
          status,
          reason,
          outcome);
    }
  }

  SimulatedEnrolment(
      Planner planner,
      Journey journey,
      Scenario.Person person,
      Resource focus,
      Location place,
      BusinessHours hours,
      ZoneId clinicZone) {
    this.planner = planner;
    this.journey = journey;
    this.clinicZone = clinicZone;
    becomes(person, focus, place, hours);
    this.variant =
        VariantDraw.draw(
                journey,
                person.patient().getIdElement().getIdPart()
                    + "\n"
                    + focus.getIdElement().getIdPart())
            .orElse(null);
  }

  /** Somebody has written on what it is about: the next plan is of this. */
  void becomes(Scenario.Person other, Resource otherFocus, Location at, BusinessHours open) {
    person = other;
    focus = otherFocus;
    place = at;
    String own = ZoneCodes.of(person.patient());
    zone = own != null ? ZoneId.of(own) : VisitZone.of(visit(), place, clinicZone).zone();
    hours = open == null ? BusinessHours.usual(zone) : open;
  }

  // Whoever is in the file is taken for a member of the segment that the journey is for.
  Focus focus() {
    Focus of = Focus.of(focus);
    return of.type().equals("Patient")
        ? new Focus(of.type(), of.id(), of.status(), journey.segments(), of.start(), of.end())
        : of;
  }

  /** What it is about, if that is a visit; else null. */
  Appointment visit() {
    return focus instanceof Appointment visit ? visit : null;
  }

  Location place() {
    return place;
  }

  /** The highest of the labels of the patient, the focus and its place. */
  Sensitivity sensitivity() {
    Sensitivity highest = Sensitivity.of(person.patient()).or(Sensitivity.of(focus));
    return place == null ? highest : highest.or(Sensitivity.of(place));
  }

  String variant() {
    return variant;
  }

  List<Held> held() {
    return held;
  }

  /** When the focus came into being, as far as it says so. */
  Optional<Instant> created() {
    return focus instanceof Appointment visit && visit.hasCreated()
        ? Optional.of(visit.getCreated().toInstant())
        : Optional.empty();
  }

  /** Takes a booked visit that is over as fulfilled; true when that changed it. */
  boolean over(Instant now) {
    if (focus instanceof Appointment visit
        && visit.getStatus() == Appointment.AppointmentStatus.BOOKED
        && visit.hasEnd()
        && !now.isBefore(visit.getEnd().toInstant())) {
      visit.setStatus(Appointment.AppointmentStatus.FULFILLED);
      return true;
    }
    return false;
  }

  /** Plans at an instant and lets the plan stand; the steps that changed are returned. */
  Plan reconcile(Instant now, List<Held> changed) {
    Plan plan = planner.plan(journey, facts(), now);
    if (plan.unwanted().isEmpty()) {
      entered = plan.entered();
      ended = null;
    } else if (entered != null && ended == null) {
      ended = now;
    }
    for (Change change : plan.changes()) {
      if (change instanceof Change.Add add) {
        Held added = new Held(Integer.toString(held.size() + 1), add.step());
        held.add(added);
        changed.add(added);
      } else if (change instanceof Change.Move move) {
        Held moved = byId(move.id());
        moved.set(move.step());
        changed.add(moved);
      } else if (change instanceof Change.Revoke revoke) {
        Held revoked = byId(revoke.id());
        revoked.status = CommunicationRequestStatus.REVOKED;
        revoked.reason = revoke.reason().code();
        changed.add(revoked);
      }
    }
    return plan;
  }

  /** Why a step does not go out; empty while it may. */
  static Optional<String> refusal(Held step) {
    return step.status == CommunicationRequestStatus.REVOKED
        ? Optional.ofNullable(step.reason)
        : Optional.empty();
  }

  private Held byId(String id) {
    return held.get(Integer.parseInt(id) - 1);
  }

  private Facts facts() {
    EnrolmentState state =
        entered == null
            ? EnrolmentState.NONE
            : ended == null ? EnrolmentState.ACTIVE : EnrolmentState.ENDED;
    return new Facts(
        person.patient().getIdElement().getIdPart(),
        PatientRecord.isActive(person.patient()) ? PatientState.ACTIVE : PatientState.INACTIVE,
        zone,
        focus(),
        held.stream().map(Held::standing).toList(),
        new Enrolment(state, entered, ended, Set.of(), Map.of(), List.of(), variant),
        hours,
        Evidence.of(
            Map.of(
                Conditions.PATIENT, List.of(person.patient()),
                Conditions.FOCUS, List.of(focus),
                Conditions.CODES, focus().kinds().stream().map(StringType::new).toList(),
                Conditions.APPOINTMENTS, person.visits())));
  }
}

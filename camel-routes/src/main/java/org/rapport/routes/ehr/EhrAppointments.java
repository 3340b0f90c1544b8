package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.rapport.ClaimedItem;
import org.rapport.routes.rapport.VisitUpdate;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;

/**
 * Writes what became of a visit here, and what its patient answered, into the EHR's own
 * Appointment: created where it was booked here, else read, changed, and put back with {@code
 * If-Match}. When another writer was first, it is read again, and looked at again: what was changed
 * there as well is not overwritten.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#concurrency">Managing resource contention</a>
 */
public class EhrAppointments {
  private static final int TRIES = 4;
  private static final Set<String> ENDS = Set.of("cancelled", "deleted");

  private final Supplier<IGenericClient> server;
  private final Supplier<IGenericClient> ehr;
  private final EhrNumbers numbers;
  private final ParticipantPatch patch;
  private final CreatedVisits created;
  private final OwnRecord own;
  private final boolean bookings;

  /** One look at the EHR's Appointment, and what is done about it. */
  private interface Attempt {
    void on(Appointment theirs);
  }

  /**
   * A writer.
   *
   * @param server our own FHIR server
   * @param ehr the EHR's
   * @param base the EHR's base address, whose ids we know visits and patients by
   * @param bookings whether visits that are booked here are created there
   */
  public EhrAppointments(
      Supplier<IGenericClient> server,
      Supplier<IGenericClient> ehr,
      String base,
      boolean bookings) {
    this.server = server;
    this.ehr = ehr;
    EhrBase address = new EhrBase(base);
    this.numbers = new EhrNumbers(ehr, address);
    this.patch = new ParticipantPatch(ehr);
    this.own = new OwnRecord(server, address);
    this.created = new CreatedVisits(server, ehr, numbers, new SameVisits(own, ehr, address));
    this.bookings = bookings;
  }

  /**
   * Writes what the exchange's item tells.
   *
   * @throws AppointmentNotFoundException where the EHR has no such visit, or none of this patient
   * @throws EhrRefusalException where a person has to decide, or the EHR cannot do it
   */
  public void write(Exchange exchange) {
    ClaimedItem item = WorkExchange.item(exchange);
    VisitUpdate update = item.update();
    IdType version = new IdType(update.appointment());
    Appointment ours = ours(version);
    boolean answer = item.focus() == null || !item.focus().startsWith("Appointment/");
    try {
      Optional<String> told = told(ours);
      if (told.isEmpty() && "booked".equals(update.code()) && bookings) {
        CreatedVisits.Visit visit = created.create(ours);
        own.keep(version.getIdPart(), visit.id());
        if (visit.made()) {
          WorkExchange.outcome(exchange, OutcomeKind.SENT, null, "http-201");
          return;
        }
        told = Optional.of(visit.id());
      }
      String id =
          told.or(() -> numbers.appointment(ours)).orElseThrow(AppointmentNotFoundException::new);
      if (answer) {
        tried(id, theirs -> answer(theirs, item));
      } else {
        Appointment before = before(version);
        tried(id, theirs -> change(theirs, update.code(), before, ours));
      }
      WorkExchange.outcome(exchange, OutcomeKind.SENT, null, "http-200");
    } catch (ResourceNotFoundException | ResourceGoneException gone) {
      if (!ENDS.contains(update.code())) {
        throw new AppointmentNotFoundException();
      }
      // What is gone there need not be called off.
      WorkExchange.outcome(exchange, OutcomeKind.SENT, null, "http-" + gone.getStatusCode());
    } catch (ResourceVersionConflictException | PreconditionFailedException another) {
      if (answer) {
        throw another;
      }
      throw EhrRefusalException.of(another);
    }
  }

  /** The EHR's id; a visit that was created there has got it since the version that is told. */
  private Optional<String> told(Appointment ours) {
    Optional<String> then = numbers.told("Appointment", ours.getIdentifier());
    if (then.isPresent() || !ours.getIdElement().hasVersionIdPart()) {
      return then;
    }
    return own.current(ours.getIdElement().getIdPart())
        .flatMap(now -> numbers.told("Appointment", now.getIdentifier()));
  }

  private Appointment ours(IdType id) {
    var read = server.get().read().resource(Appointment.class);
    return id.hasVersionIdPart()
        ? read.withIdAndVersion(id.getIdPart(), id.getVersionIdPart()).execute()
        : read.withId(id.getIdPart()).execute();
  }

  private Appointment before(IdType version) {
    if (!version.hasVersionIdPart() || version.getVersionIdPartAsLong() <= 1) {
      return null;
    }
    return ours(version.withVersion(Long.toString(version.getVersionIdPartAsLong() - 1)));
  }

  private void tried(String id, Attempt attempt) {
    for (int left = TRIES; ; left--) {
      try {
        attempt.on(ehr.get().read().resource(Appointment.class).withId(id).execute());
        return;
      } catch (PreconditionFailedException | ResourceVersionConflictException another) {
        if (left <= 1) {
          throw another;
        }
      }
    }
  }

  private void change(Appointment theirs, String code, Appointment before, Appointment ours) {
    switch (new VisitWrite(before, ours, theirs).apply(code)) {
      case WRITE -> put(theirs);
      case CONFLICT -> throw new EhrRefusalException("conflict", true);
      case NOT_BY_FHIR -> throw new EhrRefusalException("not-by-fhir", true);
      case DONE -> {
        // Nothing is left to say.
      }
    }
  }

  private void answer(Appointment theirs, ClaimedItem item) {
    ParticipationStatus status = status(item.update());
    List<AppointmentParticipantComponent> patients =
        theirs.getParticipant().stream().filter(EhrAppointments::isPatient).toList();
    if (patients.size() > 1) {
      Patient patient =
          server
              .get()
              .read()
              .resource(Patient.class)
              .withId(new IdType(item.patient()).getIdPart())
              .execute();
      String own = numbers.patient(patient).orElseThrow(AppointmentNotFoundException::new);
      patch.status(theirs, own, status);
      return;
    }
    if (patients.isEmpty()) {
      throw new AppointmentNotFoundException();
    }
    if (patients.get(0).getStatus() != status) {
      patients.get(0).setStatus(status);
      put(theirs);
    }
  }

  private void put(Appointment theirs) {
    var update = ehr.get().update().resource(theirs).withId(theirs.getIdElement().getIdPart());
    String version = theirs.getIdElement().getVersionIdPart();
    if (version != null) {
      update.withAdditionalHeader("If-Match", "W/\"" + version + "\"");
    }
    update.execute();
  }

  private static boolean isPatient(AppointmentParticipantComponent participant) {
    return "Patient".equals(participant.getActor().getReferenceElement().getResourceType());
  }

  private static ParticipationStatus status(VisitUpdate answer) {
    return switch (answer.code()) {
      case "confirmed" -> ParticipationStatus.ACCEPTED;
      case "declined" -> ParticipationStatus.DECLINED;
      default -> ParticipationStatus.TENTATIVE;
    };
  }
}

package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Identifier;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.fhir.OwnNumber;

/**
 * Whether an EHR has a visit of ours already, under an id that it has not told us: because its
 * answer was lost, or because somebody booked it there as well.
 */
final class SameVisits {
  /** How a server says that it does not search like that. */
  private static final Set<Integer> NO_SEARCH = Set.of(400, 403, 404, 405, 406, 422, 501);

  private static final Set<AppointmentStatus> STOPPED =
      Set.of(
          AppointmentStatus.CANCELLED, AppointmentStatus.ENTEREDINERROR, AppointmentStatus.NOSHOW);

  private final OwnRecord own;
  private final Supplier<IGenericClient> ehr;
  private final EhrBase base;

  SameVisits(OwnRecord own, Supplier<IGenericClient> ehr, EhrBase base) {
    this.own = own;
    this.ehr = ehr;
    this.base = base;
  }

  /** The EHR's ids of what has our number; empty where it is not searched by it. */
  Optional<List<String>> byNumber(Identifier ours) {
    return searched("Appointment?identifier=" + ours.getSystem() + "|" + ours.getValue())
        .map(
            found ->
                found.stream()
                    // Some servers pass over a parameter that they do not know, and answer all.
                    .filter(one -> has(one, ours))
                    .map(one -> one.getIdElement().getIdPart())
                    .toList());
  }

  /**
   * The EHR's ids of what one patient has at the very time of one of ours, and that is no other
   * visit of ours; empty where it is not searched like that.
   *
   * @param patient the EHR's reference
   */
  Optional<List<String>> byTime(Appointment ours, String patient) {
    // By whole days, as servers compare times in ways of their own; what is found is looked at.
    LocalDate day = ours.getStart().toInstant().atZone(ZoneOffset.UTC).toLocalDate();
    return searched(
            "Appointment?patient="
                + patient
                + "&date=ge"
                + day.minusDays(1)
                + "&date=le"
                + day.plusDays(1))
        .map(
            found ->
                found.stream()
                    .filter(one -> one.hasStart() && one.getStart().equals(ours.getStart()))
                    .filter(one -> !STOPPED.contains(one.getStatus()) && takesPart(one, patient))
                    .filter(one -> !isAnother(one, ours))
                    .map(one -> one.getIdElement().getIdPart())
                    .toList());
  }

  private boolean takesPart(Appointment theirs, String patient) {
    return theirs.getParticipant().stream()
        .map(one -> base.id(one.getActor().getReference()).map(EhrBase.Id::toString).orElse(""))
        .anyMatch(patient::equals);
  }

  private boolean isAnother(Appointment theirs, Appointment ours) {
    String id = ours.getIdElement().getIdPart();
    return OwnNumber.in(theirs.getIdentifier()).filter(one -> !one.equals(id)).isPresent()
        || own.isAnothers(id, theirs.getIdElement().getIdPart());
  }

  private static boolean has(Appointment theirs, Identifier ours) {
    return theirs.getIdentifier().stream()
        .anyMatch(
            one ->
                ours.getSystem().equals(one.getSystem()) && ours.getValue().equals(one.getValue()));
  }

  private Optional<List<Appointment>> searched(String url) {
    try {
      return Optional.of(
          ehr.get().search().byUrl(url).returnBundle(Bundle.class).execute().getEntry().stream()
              .map(Bundle.BundleEntryComponent::getResource)
              .filter(Appointment.class::isInstance)
              .map(Appointment.class::cast)
              .toList());
    } catch (BaseServerResponseException refused) {
      if (NO_SEARCH.contains(refused.getStatusCode())) {
        return Optional.empty();
      }
      throw refused;
    }
  }
}

package org.rapport.server.outreach.worker;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.HistorySearchDateRangeParam;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.ContactRoutes;
import org.rapport.server.consent.LastKnown;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.time.CivilTime;
import org.springframework.stereotype.Component;

/**
 * Since when a number is the patient's, as far as anybody can say: what a register is asked about.
 * A number that came onto the record later is known since then, whatever the patient had permitted
 * before, as that was for another. Where nothing at all tells, the record's own beginning counts.
 * Reads in the caller's transaction.
 */
@Component
class NumberHistory {
  /** A record of so many versions is cut off there: the number is at least as old. */
  private static final int VERSIONS = 200;

  private static final CivilTime TIME = CivilTime.installed();

  private final IFhirResourceDao<Patient> patients;
  private final Clock clock;

  NumberHistory(IFhirResourceDao<Patient> patients, Clock clock) {
    this.patients = patients;
    this.clock = clock;
  }

  /** The last day on which it is known to have been the patient's; never after today. */
  LocalDate lastKnown(String patient, ContactBook book, Route number) {
    LocalDate today = TIME.local(clock.instant(), book.bases().zone()).toLocalDate();
    List<Patient> versions = versions(patient);
    Optional<LocalDate> told = LastKnown.of(book, number);
    Optional<LocalDate> added = added(versions, book, number);
    LocalDate day =
        told.isEmpty() && added.isEmpty()
            ? day(versions.get(versions.size() - 1), book)
            : latest(told.orElse(LocalDate.MIN), added.orElse(LocalDate.MIN));
    return day.isAfter(today) ? today : day;
  }

  // Newest first.
  private List<Patient> versions(String patient) {
    IBundleProvider history =
        patients.history(
            new IdType("Patient", patient),
            new HistorySearchDateRangeParam(Map.of(), new DateRangeParam(), 0),
            new SystemRequestDetails());
    return history.getResources(0, VERSIONS).stream()
        .filter(Patient.class::isInstance)
        .map((IBaseResource version) -> (Patient) version)
        .toList();
  }

  // Empty where it was there from the beginning, or is not on this record.
  private static Optional<LocalDate> added(List<Patient> versions, ContactBook book, Route number) {
    Patient first = null;
    for (Patient version : versions) {
      if (!has(version, book, number)) {
        return Optional.ofNullable(first).map(appeared -> day(appeared, book));
      }
      first = version;
    }
    return Optional.empty();
  }

  private static boolean has(Patient version, ContactBook book, Route number) {
    ContactRoutes routes = new ContactRoutes(book.region());
    return version.getTelecom().stream()
        .filter(contact -> contact.hasSystem() && contact.hasValue())
        .anyMatch(contact -> routes.reaches(ContactJson.of(contact), number));
  }

  private static LocalDate day(Patient version, ContactBook book) {
    return TIME.local(version.getMeta().getLastUpdated().toInstant(), book.bases().zone())
        .toLocalDate();
  }

  private static LocalDate latest(LocalDate one, LocalDate other) {
    return one.isAfter(other) ? one : other;
  }
}

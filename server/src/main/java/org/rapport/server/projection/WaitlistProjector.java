package org.rapport.server.projection;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.rapport.server.projection.read.PeriodEnd;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkQueue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Appointment with status waitlist to {@code waitlist_facts}: who waits since when, for which
 * service, where, and within which of the requested periods; none means at any time.
 */
@Component
class WaitlistProjector implements ResourceProjector<Appointment> {
  private final JdbcClient jdbc;
  private final WorkQueue work;

  WaitlistProjector(JdbcClient jdbc, WorkQueue work) {
    this.jdbc = jdbc;
    this.work = work;
  }

  @Override
  public Class<Appointment> type() {
    return Appointment.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("waitlist_facts"));
  }

  @Override
  public boolean project(Appointment appointment) {
    List<String> patients = Participants.of(appointment, "Patient");
    List<String> services = Participants.of(appointment, "HealthcareService");
    List<String> types = types(appointment.getServiceType());
    if (appointment.getStatus() != AppointmentStatus.WAITLIST
        || patients.size() != 1
        || services.isEmpty() && types.isEmpty()) {
      remove(appointment);
      return false;
    }
    Instant since =
        appointment.hasCreated()
            ? appointment.getCreated().toInstant()
            : appointment.getMeta().getLastUpdated().toInstant();
    jdbc.sql(
            """
            insert into rapport.waitlist_facts (id, version, patient_id, services, types, location_id,
              wanted, since)
            values (:id, :version, :patient, :services, :types, :location,
              cast(cast(:wanted as text) as tstzmultirange), :since)
            on conflict (id) do update set version = excluded.version,
              patient_id = excluded.patient_id, services = excluded.services,
              types = excluded.types, location_id = excluded.location_id, wanted = excluded.wanted,
              since = excluded.since
            where waitlist_facts.version <= excluded.version""")
        .param("id", appointment.getIdElement().getIdPart())
        .param("version", appointment.getIdElement().getVersionIdPartAsLong())
        .param("patient", patients.get(0))
        .param("services", Sql.array(services))
        .param("types", Sql.array(types))
        .param(
            "location", Participants.of(appointment, "Location").stream().findFirst().orElse(null))
        .param("wanted", wanted(appointment))
        .param("since", Sql.at(since))
        .update();
    work.change(patients.get(0), "Appointment/" + appointment.getIdElement().getIdPart());
    return false;
  }

  @Override
  public void remove(Appointment appointment) {
    jdbc.sql("delete from rapport.waitlist_facts where id = ?")
        .param(appointment.getIdElement().getIdPart())
        .update();
  }

  // {[from,until),[from,)}; null where any time will do.
  private static String wanted(Appointment appointment) {
    String ranges =
        appointment.getRequestedPeriod().stream()
            .map(
                period -> {
                  Instant from = period.hasStart() ? period.getStart().toInstant() : null;
                  Instant until = PeriodEnd.exclusive(period.getEndElement());
                  return from != null && until != null && !from.isBefore(until)
                      ? null
                      : "[" + (from == null ? "" : from) + "," + (until == null ? "" : until) + ")";
                })
            .filter(Objects::nonNull)
            .collect(Collectors.joining(","));
    return appointment.hasRequestedPeriod() ? "{" + ranges + "}" : null;
  }

  /** Codes with their systems, sorted, as {@code service_facts} has them too. */
  static List<String> types(List<CodeableConcept> concepts) {
    return concepts.stream()
        .flatMap(concept -> concept.getCoding().stream())
        .filter(coding -> coding.hasCode())
        .map(coding -> (coding.hasSystem() ? coding.getSystem() : "") + "|" + coding.getCode())
        .distinct()
        .sorted()
        .toList();
  }
}

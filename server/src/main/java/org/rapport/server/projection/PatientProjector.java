package org.rapport.server.projection;

import java.util.List;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.server.projection.read.PatientRecord;
import org.rapport.server.projection.read.ZoneCodes;
import org.rapport.server.sensitivity.Sensitivity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Patient to {@code patient_facts}: whether, where, how and in which language to reach them. */
@Component
public class PatientProjector implements ResourceProjector<Patient> {
  private final JdbcClient jdbc;

  PatientProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<Patient> type() {
    return Patient.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(
        ProjectedRows.all("patient_facts"), ProjectedRows.where("patient_address", "via = ''"));
  }

  @Override
  public boolean project(Patient patient) {
    boolean active = PatientRecord.isActive(patient);
    String zone = ZoneCodes.of(patient);
    String id = patient.getIdElement().getIdPart();
    var before =
        jdbc.sql("select active, zone from rapport.patient_facts where id = ?")
            .param(id)
            .query((row, n) -> row.getBoolean(1) + "|" + row.getString(2))
            .optional();
    jdbc.sql(
            """
            insert into rapport.patient_facts (id, version, active, given, language, zone, country, state,
              postal_code, contacts, sensitivity)
            values (:id, :version, :active, :given, :language, :zone, :country, :state,
              :postalCode, cast(:contacts as jsonb), :sensitivity)
            on conflict (id) do update set version = excluded.version, active = excluded.active,
              given = excluded.given, language = excluded.language, zone = excluded.zone,
              country = excluded.country, state = excluded.state,
              postal_code = excluded.postal_code, contacts = excluded.contacts,
              sensitivity = excluded.sensitivity
            where patient_facts.version <= excluded.version\
            """)
        .param("id", id)
        .param("version", patient.getIdElement().getVersionIdPartAsLong())
        .param("active", active)
        .param("given", PatientRecord.given(patient))
        .param("language", PatientRecord.language(patient))
        .param("zone", zone)
        .param("country", patient.hasAddress() ? patient.getAddressFirstRep().getCountry() : null)
        .param("state", patient.hasAddress() ? patient.getAddressFirstRep().getState() : null)
        .param(
            "postalCode",
            patient.hasAddress() ? patient.getAddressFirstRep().getPostalCode() : null)
        .param("sensitivity", Sensitivity.of(patient).ordinal())
        .param("contacts", ContactJson.write(PatientRecord.contacts(patient)))
        .update();
    PatientAddresses.write(jdbc, id, PatientRecord.contacts(patient));
    PatientEpoch.bump(jdbc, id);
    // A new patient has no visits yet, so nothing to plan again.
    return before.isPresent() && !before.get().equals(active + "|" + zone);
  }

  @Override
  public void remove(Patient patient) {
    jdbc.sql("delete from rapport.patient_facts where id = ?")
        .param(patient.getIdElement().getIdPart())
        .update();
    PatientAddresses.remove(jdbc, patient.getIdElement().getIdPart());
  }
}

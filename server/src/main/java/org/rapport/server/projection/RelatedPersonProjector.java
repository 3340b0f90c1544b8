package org.rapport.server.projection;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * RelatedPerson to {@code related_person_facts} and {@code patient_address}: who may act for a
 * patient, where they are reached, and by which addresses the patient is found. Whoever may not act
 * has no row.
 */
@Component
public class RelatedPersonProjector implements ResourceProjector<RelatedPerson> {
  private final JdbcClient jdbc;

  RelatedPersonProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<RelatedPerson> type() {
    return RelatedPerson.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(
        ProjectedRows.all("related_person_facts"),
        ProjectedRows.where("patient_address", "via <> ''"));
  }

  @Override
  public boolean project(RelatedPerson person) {
    String id = person.getIdElement().getIdPart();
    Optional<String> before = row(id);
    Optional<Responsible> responsible = Responsible.of(person);
    if (responsible.isEmpty()) {
      remove(person);
      return before.isPresent();
    }
    String patient = person.getPatient().getReferenceElement().getIdPart();
    bump(id);
    jdbc.sql(
            """
            insert into rapport.related_person_facts
              (id, version, patient_id, contacts, valid_from, valid_to)
            values (:id, :version, :patient, cast(:contacts as jsonb), :from, :to)
            on conflict (id) do update set version = excluded.version,
              patient_id = excluded.patient_id, contacts = excluded.contacts,
              valid_from = excluded.valid_from, valid_to = excluded.valid_to
            where related_person_facts.version <= excluded.version""")
        .param("id", id)
        .param("version", person.getIdElement().getVersionIdPartAsLong())
        .param("patient", patient)
        .param("contacts", ContactJson.write(responsible.get().contacts()))
        .param("from", Sql.at(responsible.get().from()))
        .param("to", Sql.at(responsible.get().until()))
        .update();
    PatientAddresses.writeRelated(jdbc, id, patient, responsible.get().contacts());
    bump(id);
    return !row(id).equals(before);
  }

  @Override
  public void remove(RelatedPerson person) {
    String id = person.getIdElement().getIdPart();
    bump(id);
    jdbc.sql("delete from rapport.related_person_facts where id = ?").param(id).update();
    PatientAddresses.removeRelated(jdbc, id);
  }

  // Everything that is told of them, without the version.
  private Optional<String> row(String id) {
    return jdbc.sql(
            """
            select patient_id || ' ' || contacts || ' ' || coalesce(valid_from::text, '') || ' '
              || coalesce(valid_to::text, '')
            from rapport.related_person_facts where id = ?""")
        .param(id)
        .query(String.class)
        .optional();
  }

  // What is on its way for the patient, before and after, is judged again before it is handed over.
  private void bump(String id) {
    jdbc.sql("select patient_id from rapport.related_person_facts where id = ?")
        .param(id)
        .query(String.class)
        .list()
        .forEach(patient -> PatientEpoch.bump(jdbc, patient));
  }
}

package org.rapport.server.rights;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.IdType;
import org.rapport.server.consent.ContactBook.Route;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What no resource holds of a person who is erased: rows of our own tables. A message in a
 * provider's hands leaves no record when it is answered. In the caller's transaction.
 */
@Component
class ErasedRows {
  private final JdbcClient jdbc;

  ErasedRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Deletes parts of texts from these addresses that are not a text yet. What is being taken at
   * this moment is one already.
   */
  void deleteParts(Collection<Route> addresses) {
    jdbc.sql(
            """
            delete from rapport.text_part where (text_id, part) in (
              select text_id, part from rapport.text_part where sender = any(?)
              for update skip locked)""")
        .param(addresses.stream().map(route -> route.key().address()).toArray(String[]::new))
        .update();
  }

  /**
   * Deletes them.
   *
   * @param persons ids of Patients
   * @param gone relative references of what is deleted with them
   */
  void delete(Set<String> persons, Collection<String> gone) {
    String[] ids = persons.toArray(String[]::new);
    String[] requests =
        gone.stream()
            .filter(reference -> reference.startsWith("CommunicationRequest/"))
            .map(reference -> new IdType(reference).getIdPart())
            .toArray(String[]::new);
    for (String statement :
        List.of(
            // What a worker holds at this moment it ends by itself, as there is nobody any more.
            """
            delete from rapport.work_item where id in (
              select id from rapport.work_item where patient = any(?) for update skip locked)""",
            "delete from rapport.attempt where patient_id = any(?)",
            "delete from rapport.number_check where patient_id = any(?)",
            "delete from rapport.link where patient_id = any(?)",
            "delete from rapport.claimed_person where patient_id = any(?)",
            "delete from rapport.claimed_address where patient_id = any(?)",
            "delete from rapport.wrong_factor where patient_id = any(?)",
            // The hash goes on naming what an ads platform has to remove.
            "update rapport.audience_identifier set patient_id = null where patient_id = any(?)",
            // Apps that were let into the record, and an account that was the person's alone.
            """
            delete from public.oauth2_authorization where id in (
              select authorization_id from rapport.launch_context where patient = any(?))""",
            """
            delete from public.oauth2_authorization where principal_name in (
              select id from rapport.account where patient = any(?))""",
            "delete from rapport.launch_context where patient = any(?)",
            "delete from rapport.launch where patient = any(?)",
            "delete from rapport.broken_glass where patient_id = any(?)",
            "delete from rapport.account where patient = any(?) and roles = '{}'",
            "update rapport.account set patient = null, epoch = epoch + 1 where patient = any(?)",
            "delete from rapport.patient_epoch where patient_id = any(?)")) {
      jdbc.sql(statement).param(ids).update();
    }
    for (String statement :
        List.of(
            "delete from rapport.gate_decision where request_id = any(?)",
            "delete from rapport.named_visit where request_id = any(?)")) {
      jdbc.sql(statement).param(requests).update();
    }
  }
}

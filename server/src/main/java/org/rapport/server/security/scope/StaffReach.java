package org.rapport.server.security.scope;

import org.rapport.server.account.Account;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whom staff may see: who works at some places only, the patients who were, are or will be there,
 * or asked to come; all others, everybody. A patient sees themselves.
 */
@Component
public class StaffReach {
  private final JdbcClient jdbc;

  StaffReach(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Whether the account's roles allow this with resources of a type. */
  public boolean permits(Account account, String type, char letter) {
    return account.roles().stream().anyMatch(role -> role.permits(type, letter));
  }

  /** Whether an account may see anything of a patient, by id. */
  public boolean reachesPatient(Account account, String patient) {
    if (patient.equals(account.patient())) {
      return true;
    }
    if (!account.isStaff()) {
      return false;
    }
    if (account.locations().isEmpty()) {
      return true;
    }
    String[] places = account.locations().toArray(String[]::new);
    return jdbc.sql(
            """
            select exists (select 1 from rapport.appointment_facts
                where patients @> array[cast(:patient as text)] and location_id = any(:places))
              or exists (select 1 from rapport.lead_facts
                where patient_id = :patient and location_id = any(:places))""")
        .param("patient", patient)
        .param("places", places)
        .query(Boolean.class)
        .single();
  }

  /** Whether a visit, by id, is at a place of the account's; without a place it is everybody's. */
  boolean reachesVisit(Account account, String appointment) {
    return account.locations().isEmpty()
        || jdbc.sql(
                """
                select coalesce((select location_id is null or location_id = any(:places)
                  from rapport.appointment_facts where id = :id), true)""")
            .param("places", account.locations().toArray(String[]::new))
            .param("id", appointment)
            .query(Boolean.class)
            .single();
  }

  /** Whether a visit, by id, is about something sensitive. */
  boolean isSensitive(String appointment) {
    return jdbc.sql("select coalesce(rapport.visit_sensitivity(?), 0) > 0")
        .param(appointment)
        .query(Boolean.class)
        .single();
  }
}

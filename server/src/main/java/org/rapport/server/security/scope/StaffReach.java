package org.rapport.server.security.scope;

import java.util.HashSet;
import java.util.Set;
import org.rapport.server.account.Account;
import org.rapport.server.store.Sql;
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
    return patients(account, Set.of(patient)).contains(patient);
  }

  /** Those of these patients, by id, of whom an account may see anything. */
  public Set<String> patients(Account account, Set<String> ids) {
    if (account.isStaff() && account.locations().isEmpty()) {
      return ids;
    }
    Set<String> reached = new HashSet<>();
    if (account.patient() != null && ids.contains(account.patient())) {
      reached.add(account.patient());
    }
    if (account.isStaff() && !ids.isEmpty()) {
      reached.addAll(
          jdbc.sql(
                  """
                  select p.id from unnest(cast(:ids as text[])) as p(id)
                  where exists (select 1 from rapport.appointment_facts
                      where patients @> array[p.id] and location_id = any(:places))
                    or exists (select 1 from rapport.lead_facts
                      where patient_id = p.id and location_id = any(:places))""")
              .param("ids", Sql.array(ids))
              .param("places", Sql.array(account.locations()))
              .query(String.class)
              .list());
    }
    return reached;
  }

  /** Those of these visits, by id, at places of an account's; without a place it is everybody's. */
  Set<String> visits(Account account, Set<String> ids) {
    if (ids.isEmpty()) {
      return ids;
    }
    return new HashSet<>(
        jdbc.sql(
                """
                select v.id from unnest(cast(:ids as text[])) as v(id)
                left join rapport.appointment_facts a on a.id = v.id
                where a.location_id is null or a.location_id = any(:places)""")
            .param("ids", Sql.array(ids))
            .param("places", Sql.array(account.locations()))
            .query(String.class)
            .list());
  }

  /** Those of these visits, by id, that are about something sensitive. */
  Set<String> sensitive(Set<String> ids) {
    if (ids.isEmpty()) {
      return ids;
    }
    return new HashSet<>(
        jdbc.sql(
                """
                select id from rapport.visit where id = any(cast(? as text[])) and sensitivity > 0""")
            .param(Sql.array(ids))
            .query(String.class)
            .list());
  }
}

package org.rapport.server.projection;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts changes of what may be sent to a patient. A release remembers the count; a message whose
 * release is older than the count is judged again before it is handed over.
 */
public final class PatientEpoch {
  private PatientEpoch() {}

  /** Counts one. */
  public static void bump(JdbcClient jdbc, String patient) {
    jdbc.sql(
            """
            insert into rapport.patient_epoch (patient_id, epoch) values (?, 1)
            on conflict (patient_id) do update set epoch = patient_epoch.epoch + 1""")
        .param(patient)
        .update();
  }
}

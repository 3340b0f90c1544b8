package org.rapport.server.projection;

import java.util.Collection;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The counts of {@link PatientEpoch}, which are in no resource. */
@Component
class EpochRows implements PersonalRows {
  private final JdbcClient jdbc;

  EpochRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    jdbc.sql("delete from rapport.patient_epoch where patient_id = any(?)")
        .param(Sql.array(patients))
        .update();
  }
}

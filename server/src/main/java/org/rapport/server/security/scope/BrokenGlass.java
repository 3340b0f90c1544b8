package org.rapport.server.security.scope;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who broke the glass, for whom, and until when. In the caller's transaction. */
@Component
class BrokenGlass implements PersonalRows {
  static final Duration OPEN = Duration.ofHours(1);

  private final JdbcClient jdbc;
  private final Clock clock;

  BrokenGlass(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Opens a patient's record to an account for an hour from now; answers until when. */
  Instant open(String account, String patient) {
    Instant until = clock.instant().plus(OPEN);
    jdbc.sql("delete from rapport.broken_glass where until_at < ?")
        .param(Sql.at(clock.instant()))
        .update();
    jdbc.sql(
            """
            insert into rapport.broken_glass (account, patient_id, until_at) values (?, ?, ?)
            on conflict (account, patient_id) do update set until_at = excluded.until_at""")
        .params(account, patient, Sql.at(until))
        .update();
    return until;
  }

  /** Those of these patients, by id, whose records are open to an account now. */
  Set<String> opened(String account, Set<String> patients) {
    if (patients.isEmpty()) {
      return patients;
    }
    return new HashSet<>(
        jdbc.sql(
                """
                select patient_id from rapport.broken_glass
                where account = ? and patient_id = any(?) and until_at > ?""")
            .params(account, Sql.array(patients), Sql.at(clock.instant()))
            .query(String.class)
            .list());
  }

  /** All patients, by id, whose records are open to an account now. */
  Set<String> openedTo(String account) {
    return new HashSet<>(
        jdbc.sql("select patient_id from rapport.broken_glass where account = ? and until_at > ?")
            .params(account, Sql.at(clock.instant()))
            .query(String.class)
            .list());
  }

  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    jdbc.sql("delete from rapport.broken_glass where patient_id = any(?)")
        .param(Sql.array(patients))
        .update();
  }
}

package org.rapport.server.outreach.release;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.rapport.server.outreach.message.OtherVisit;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which message has named which other visits. Joins the caller's transaction. */
@Component
public class NamedVisits implements PersonalRows {
  private final JdbcClient jdbc;

  NamedVisits(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Notes what a released message names. */
  void keep(UUID attempt, List<OtherVisit> others) {
    for (OtherVisit other : others) {
      jdbc.sql("insert into rapport.named_visit (request_id, anchor, attempt) values (?, ?, ?)")
          .params(other.request(), Sql.at(other.start()), attempt)
          .update();
    }
  }

  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    jdbc.sql("delete from rapport.named_visit where request_id = any(?)")
        .param(Sql.array(requests))
        .update();
  }

  /** Removes those of visits that began before an instant; answers how many. */
  public int expire(Instant before) {
    return jdbc.sql("delete from rapport.named_visit where anchor < ?")
        .param(Sql.at(before))
        .update();
  }
}

package org.rapport.server.apply;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where the messages of an enrolment send somebody: the place that a campaign chose when it brought
 * them on the journey, for as long as that is in use. In the caller's transaction.
 */
@Component
class SentPlaces {
  private final JdbcClient jdbc;

  SentPlaces(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Ids of Locations by enrolment, without those who are sent nowhere: one query. */
  Map<String, String> of(Collection<String> enrolments) {
    Map<String, String> places = new HashMap<>();
    if (enrolments.isEmpty()) {
      return places;
    }
    jdbc.sql(
            """
            select n.enrolment, n.location_id from rapport.campaign_member n
            join rapport.location_facts l on l.id = n.location_id and l.active
            where n.enrolment = any(?)""")
        .param(Sql.array(enrolments))
        .query(
            row -> {
              places.put(row.getString("enrolment"), row.getString("location_id"));
            });
    return places;
  }
}

package org.rapport.server.audience;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was handed to which platform. In the caller's transaction. */
@Component
class AudienceRows implements PersonalRows {
  /** For so long each call names what is to be removed, so that an answer that was lost is not. */
  private static final Duration NAMED = Duration.ofDays(30);

  private final JdbcClient jdbc;

  AudienceRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Notes what is handed over now; what was before and is not any more is to be removed. */
  void handOver(String group, String destination, Map<Identifier, String> now, Instant at) {
    List<String> kinds = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    List<String> patients = new ArrayList<>();
    now.forEach(
        (identifier, patient) -> {
          kinds.add(identifier.kind());
          hashes.add(identifier.hash());
          patients.add(patient);
        });
    jdbc.sql(
            """
            delete from rapport.audience_identifier
            where group_id = ? and destination = ? and removed_at <= ?""")
        .params(group, destination, Sql.at(at.minus(NAMED)))
        .update();
    jdbc.sql(
            """
            insert into rapport.audience_identifier (group_id, destination, kind, hash, patient_id,
              exported_at)
            select :group, :destination, kind, hash, patient, :at
            from unnest(:kinds::text[], :hashes::text[], :patients::text[]) as n(kind, hash, patient)
            on conflict (group_id, destination, kind, hash) do update set removed_at = null,
              patient_id = excluded.patient_id,
              exported_at = case when audience_identifier.removed_at is null
                then audience_identifier.exported_at else excluded.exported_at end""")
        .param("group", group)
        .param("destination", destination)
        .param("at", Sql.at(at))
        .param("kinds", Sql.array(kinds))
        .param("hashes", Sql.array(hashes))
        .param("patients", Sql.array(patients))
        .update();
    jdbc.sql(
            """
            update rapport.audience_identifier a set removed_at = :at
            where group_id = :group and destination = :destination and removed_at is null
              and not exists (select 1 from unnest(:kinds::text[], :hashes::text[]) as n(kind, hash)
                where n.kind = a.kind and n.hash = a.hash)""")
        .param("group", group)
        .param("destination", destination)
        .param("at", Sql.at(at))
        .param("kinds", Sql.array(kinds))
        .param("hashes", Sql.array(hashes))
        .update();
  }

  /** What the platform has to remove. */
  List<Identifier> removed(String group, String destination) {
    return jdbc.sql(
            """
            select kind, hash from rapport.audience_identifier
            where group_id = ? and destination = ? and removed_at is not null order by kind, hash""")
        .params(group, destination)
        .query((row, n) -> new Identifier(row.getString("kind"), row.getString("hash")))
        .list();
  }

  /** The hash goes on naming what an ads platform has to remove. */
  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    jdbc.sql("update rapport.audience_identifier set patient_id = null where patient_id = any(?)")
        .param(Sql.array(patients))
        .update();
  }
}

package org.rapport.server.store;

import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Resources as HAPI has stored them: as text. */
@Component
public class StoredTexts {
  private final JdbcClient jdbc;

  StoredTexts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A resource as HAPI stored it: without its id and meta.
   *
   * @param json in HAPI's order of elements
   * @param source {@code Meta.source} without the request's id; null where there is none
   * @param request the id of the request that wrote it; null where there is none
   */
  public record Text(long version, Instant updated, String json, String source, String request) {}

  /**
   * A resource that has no tags, labels and profiles, and stands as one text in its row; empty
   * where there is none such, or it is deleted.
   *
   * @param version null for the current one
   */
  public Optional<Text> text(String type, String id, Long version) {
    return jdbc.sql(
            """
            select v.res_ver, v.res_updated, v.res_text_vc, v.source_uri, v.request_id
            from public.hfj_resource r
              join public.hfj_res_ver v
                on v.res_id = r.res_id and v.res_ver = coalesce(cast(? as bigint), r.res_ver)
            where r.res_type = ? and r.fhir_id = ? and r.res_deleted_at is null
              and not v.has_tags and v.res_encoding = 'JSON' and v.res_text_vc is not null""")
        .params(version, type, id)
        .query(
            (row, n) ->
                new Text(
                    row.getLong(1),
                    row.getTimestamp(2).toInstant(),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5)))
        .optional();
  }
}

package org.rapport.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
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
        .query((row, n) -> text(row, 1))
        .optional();
  }

  /** A resource as it is stored, with the number of its row. */
  public record Numbered(long number, String type, String id, Text text) {}

  /** Of the resources with these numbers those of which {@link #text} would have one. */
  public List<Numbered> texts(Collection<Long> numbers) {
    return jdbc.sql(
            """
            select r.res_id, r.res_type, r.fhir_id,
              v.res_ver, v.res_updated, v.res_text_vc, v.source_uri, v.request_id
            from public.hfj_resource r
              join public.hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver
            where r.res_id = any(?) and r.res_deleted_at is null
              and not v.has_tags and v.res_encoding = 'JSON' and v.res_text_vc is not null""")
        .param(numbers.toArray(Long[]::new))
        .query(
            (row, n) ->
                new Numbered(row.getLong(1), row.getString(2), row.getString(3), text(row, 4)))
        .list();
  }

  private static Text text(ResultSet row, int first) throws SQLException {
    return new Text(
        row.getLong(first),
        row.getTimestamp(first + 1).toInstant(),
        row.getString(first + 2),
        row.getString(first + 3),
        row.getString(first + 4));
  }

  /**
   * What says one of several things and refers to no patient, in order: relative references. Reads
   * every text of these types.
   *
   * @param like patterns of SQL, in lower case
   */
  public List<String> mentioning(Collection<String> types, Collection<String> like) {
    return jdbc.sql(
            """
            select r.res_type || '/' || r.fhir_id from public.hfj_resource r
            join public.hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver
            where r.res_type = any(:types) and r.res_deleted_at is null
              and lower(v.res_text_vc) like any(:like)
              and not v.res_text_vc like '%"Patient/%' order by 1""")
        .param("types", Sql.array(types))
        .param("like", Sql.array(like))
        .query(String.class)
        .list();
  }

  /** Ids of files that are kept under the rights of one of these relative references, in order. */
  public List<String> filesUnder(Collection<String> references) {
    return jdbc.sql(
            """
            select r.fhir_id from public.hfj_resource r
            join public.hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver
            where r.res_type = 'Binary' and r.res_deleted_at is null
              and v.res_text_vc like '%"securityContext"%'
              and substring(v.res_text_vc
                from '"securityContext":[^}]*"reference":"([^"]+)"') = any(?) order by 1""")
        .param(Sql.array(references))
        .query(String.class)
        .list();
  }

  /**
   * Empties the versions of a patient, and of what refers to them, that have a number too long for
   * any parser to read; answers how many.
   */
  public int emptyUnreadable(String patient) {
    return jdbc.sql(
            """
            update public.hfj_res_ver v
            set res_text_vc = '{"resourceType":"' || r.res_type || '"}', res_encoding = 'JSON'
            from public.hfj_resource r
            where r.res_id = v.res_id and v.res_text_vc is not null
              and length(v.res_text_vc) > 1000
              and v.res_text_vc ~ '[:,\\[]\\s*-?[0-9.eE+-]{200,}\\s*[,}\\]]'
              and r.res_id in (
                select p.res_id from public.hfj_resource p
                where p.res_type = 'Patient' and p.fhir_id = :patient
                union
                select l.src_resource_id from public.hfj_res_link l
                join public.hfj_resource p on p.res_id = l.target_resource_id
                where p.res_type = 'Patient' and p.fhir_id = :patient)""")
        .param("patient", patient)
        .update();
  }
}

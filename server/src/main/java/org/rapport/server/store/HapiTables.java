package org.rapport.server.store;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.IdType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * HAPI's own tables, which are no API of it: whatever is asked of them is asked here, so that a new
 * version of HAPI has one class to change. A resource's <i>number</i> is the key that HAPI gives
 * it, in the order in which resources were first stored. Joins the caller's transaction, and sees
 * what HAPI has sent to the database.
 */
@Component
public class HapiTables {
  /** What the name of each begins with. */
  public static final String PREFIX = "hfj_";

  /** Resources in the place of a table: {@code number, type, id, version, deleted, updated}. */
  public static final String RESOURCES =
      """
      (select res_id as number, res_type as type, fhir_id as id, res_ver as version,
        res_deleted_at is not null as deleted, res_updated as updated from public.hfj_resource)""";

  /** Who refers to whom, in the place of a table: {@code source, target} are numbers. */
  public static final String LINKS =
      """
      (select src_resource_id as source, target_resource_id as target from public.hfj_res_link)""";

  /** Dates by search parameter, in the place of a table: {@code number, parameter, low}. */
  public static final String DATES =
      """
      (select res_id as number, sp_name as parameter, sp_value_low as low
      from public.hfj_spidx_date)""";

  /**
   * Codes by search parameter, in the place of a table: {@code number, parameter, system, value}.
   */
  public static final String TOKENS =
      """
      (select res_id as number, sp_name as parameter, sp_system as system, sp_value as value
      from public.hfj_spidx_token)""";

  private static final PartitionSettings UNPARTITIONED = new PartitionSettings();

  private final JdbcClient jdbc;

  HapiTables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A resource that is stored, or was until it was deleted. */
  public record Row(long number, String type, String id, boolean deleted) {}

  /** Ids of what is of a type and has an identifier of this system and value, in their order. */
  public List<String> identified(String type, String system, String value) {
    return jdbc.sql(
            """
            select r.fhir_id from public.hfj_spidx_token t
            join public.hfj_resource r on r.res_id = t.res_id and r.res_deleted_at is null
            where t.hash_sys_and_value = ? group by r.res_id, r.fhir_id order by r.res_id""")
        .param(
            ResourceIndexedSearchParamToken.calculateHashSystemAndValue(
                UNPARTITIONED,
                RequestPartitionId.defaultPartition(),
                type,
                "identifier",
                system,
                value))
        .query(String.class)
        .list();
  }

  /** Whether the resource, or the version that the id names, exists and is not deleted. */
  public boolean exists(IdType id) {
    return jdbc.sql(
            """
            select exists (select 1 from public.hfj_resource r where r.res_type = :type
              and r.fhir_id = :id and (:version = 0 and r.res_deleted_at is null
              or exists (select 1 from public.hfj_res_ver v where v.res_id = r.res_id
                and v.res_ver = :version and v.res_deleted_at is null)))""")
        .param("type", id.getResourceType())
        .param("id", id.getIdPart())
        .param("version", id.hasVersionIdPart() ? id.getVersionIdPartAsLong() : 0L)
        .query(Boolean.class)
        .single();
  }

  /** Those of these ids of a type that exist and are not deleted. */
  public Set<String> existing(String type, Collection<String> ids) {
    return new HashSet<>(
        jdbc.sql(
                """
                select fhir_id from public.hfj_resource
                where res_type = ? and fhir_id = any(?) and res_deleted_at is null""")
            .params(type, Sql.array(ids))
            .query(String.class)
            .list());
  }

  /** Whether a resource has ever been stored and not expunged since, deleted or not. */
  public boolean wasStored(String type, String id) {
    return jdbc.sql("select count(*) from public.hfj_resource where res_type = ? and fhir_id = ?")
            .params(type, id)
            .query(Long.class)
            .single()
        > 0;
  }

  /** Whether nothing has ever been stored. */
  public boolean isEmpty() {
    return jdbc.sql("select not exists (select 1 from public.hfj_resource)")
        .query(Boolean.class)
        .single();
  }

  /** Those of these relative references whose resource is deleted. */
  public Set<String> deleted(Collection<String> references) {
    if (references.isEmpty()) {
      return Set.of();
    }
    Set<String> deleted =
        new HashSet<>(
            jdbc.sql(
                    """
                    select res_type || '/' || fhir_id from public.hfj_resource
                    where fhir_id = any(?) and res_deleted_at is not null""")
                .param(Sql.array(references.stream().map(r -> new IdType(r).getIdPart()).toList()))
                .query(String.class)
                .list());
    deleted.retainAll(Set.copyOf(references));
    return deleted;
  }

  /** The rows of these resources, of those that have one. */
  List<Row> rows(Collection<IdType> ids) {
    if (ids.size() == 1) {
      IdType id = ids.iterator().next();
      return row(id.getResourceType(), id.getIdPart()).stream().toList();
    }
    return jdbc.sql(
            """
            select r.res_id, r.res_type, r.fhir_id, r.res_deleted_at is not null
            from unnest(:types::text[], :ids::text[]) as w(type, id)
            join public.hfj_resource r on r.res_type = w.type and r.fhir_id = w.id""")
        .param("types", Sql.array(ids.stream().map(IdType::getResourceType).toList()))
        .param("ids", Sql.array(ids.stream().map(IdType::getIdPart).toList()))
        .query(HapiTables::row)
        .list();
  }

  // What most writes ask for, without a join with a list of one.
  private Optional<Row> row(String type, String id) {
    return jdbc.sql(
            """
            select res_id, res_type, fhir_id, res_deleted_at is not null
            from public.hfj_resource where res_type = ? and fhir_id = ?""")
        .params(type, id)
        .query(HapiTables::row)
        .optional();
  }

  private static Row row(ResultSet row, int n) throws SQLException {
    return new Row(row.getLong(1), row.getString(2), row.getString(3), row.getBoolean(4));
  }

  /** Ids of a type that were deleted after a time, in the order in which they were stored. */
  public List<String> deletedSince(String type, Instant since, int most) {
    return jdbc.sql(
            """
            select fhir_id from public.hfj_resource
            where res_type = ? and res_deleted_at >= ? order by res_id limit ?""")
        .params(type, Sql.at(since), most)
        .query(String.class)
        .list();
  }

  /** The next of a type that are not deleted, by number, after that of a row before. */
  public List<Row> page(String type, long after, int most) {
    return page(type, after, Instant.EPOCH, most);
  }

  /** The same of those that were written after a time. */
  public List<Row> page(String type, long after, Instant since, int most) {
    return jdbc.sql(
            """
            select res_id, fhir_id from public.hfj_resource
            where res_type = ? and res_deleted_at is null and res_id > ? and res_updated > ?
            order by res_id limit ?""")
        .params(type, after, Sql.at(since), most)
        .query((row, n) -> new Row(row.getLong(1), type, row.getString(2), false))
        .list();
  }

  /** When anything was last written or deleted; empty where nothing ever was. */
  public Optional<Instant> lastWritten() {
    return jdbc.sql("select max(res_updated) as at from public.hfj_resource")
        .query((row, n) -> Optional.ofNullable(Sql.instant(row, "at")))
        .single();
  }

  /** A resource that was written or deleted last at a time. */
  public record Written(Row row, Instant updated) {}

  /**
   * The next that were written or deleted, in the order of that, without some types.
   *
   * @param since of the one before, or where to begin
   * @param after the number of the one before; of those of the same time
   */
  public List<Written> writtenSince(
      Instant since, long after, Collection<String> without, int most) {
    return jdbc.sql(
            """
            select res_id, res_type, fhir_id, res_deleted_at is not null, res_updated as at
            from public.hfj_resource
            where res_updated >= :since and (res_updated, res_id) > (:since, :after)
              and not res_type = any(:without)
            order by res_updated, res_id limit :most""")
        .param("since", Sql.at(since))
        .param("after", after)
        .param("without", Sql.array(without))
        .param("most", most)
        .query((row, n) -> new Written(row(row, n), Sql.instant(row, "at")))
        .list();
  }

  /** Those of these numbers that a resource has, deleted or not. */
  public Set<Long> numbered(Collection<Long> numbers) {
    return new HashSet<>(
        jdbc.sql("select res_id from public.hfj_resource where res_id = any(?)")
            .param(numbers.toArray(Long[]::new))
            .query(Long.class)
            .list());
  }

  /** The version at which a resource stands; empty where there is none or it is deleted. */
  public Optional<String> version(String type, String id) {
    return jdbc.sql(
            """
            select res_ver from public.hfj_resource
            where res_type = ? and fhir_id = ? and res_deleted_at is null""")
        .params(type, id)
        .query(String.class)
        .optional();
  }

  /** Another word whenever any of these types is written or deleted, on whichever node. */
  String versions(String... types) {
    // Each write, each deletion adds to a version: the sum tells whether anything has changed.
    return jdbc.sql(
            """
            select count(*) || ':' || coalesce(sum(res_ver), 0) from public.hfj_resource
            where res_type = any(?)""")
        .param(types)
        .query(String.class)
        .single();
  }

  /** Ids of those of these numbers that are not deleted. */
  public List<String> ids(Collection<Long> numbers) {
    return jdbc.sql(
            "select fhir_id from public.hfj_resource where res_id = any(?) and res_deleted_at is null")
        .param(numbers.toArray(Long[]::new))
        .query(String.class)
        .list();
  }

  /**
   * Ids of those of a type that resources refer to.
   *
   * @param numbers of the resources that refer
   * @param paths elements that count, such as {@code Observation.subject}
   */
  public List<String> targets(String type, Collection<Long> numbers, Collection<String> paths) {
    return jdbc.sql(
            """
            select distinct p.fhir_id from public.hfj_res_link l
            join public.hfj_resource p on p.res_id = l.target_resource_id
            where l.src_resource_id = any(:numbers) and l.src_path = any(:paths)
              and p.res_type = :type and p.res_deleted_at is null""")
        .param("numbers", numbers.toArray(Long[]::new))
        .param("paths", Sql.array(paths))
        .param("type", type)
        .query(String.class)
        .list();
  }

  /** What refers to resources of a type by a search parameter, in order: relative references. */
  public List<String> referrers(String type, Collection<String> ids, Collection<String> leftAlone) {
    return jdbc.sql(
            """
            select distinct s.res_type || '/' || s.fhir_id as reference
            from public.hfj_resource t
            join public.hfj_res_link l on l.target_resource_id = t.res_id
            join public.hfj_resource s on s.res_id = l.src_resource_id
            where t.res_type = :type and t.fhir_id = any(:ids) and s.res_deleted_at is null
              and not s.res_type = any(:leftAlone)
            order by 1""")
        .param("type", type)
        .param("ids", Sql.array(ids))
        .param("leftAlone", Sql.array(leftAlone))
        .query(String.class)
        .list();
  }

  /** Ids of the Tasks with a code, in order. */
  public List<String> tasks(String system, String code) {
    return jdbc.sql(
            """
            select distinct r.fhir_id from public.hfj_spidx_token t
            join public.hfj_resource r on r.res_id = t.res_id
            where t.res_type = 'Task' and t.sp_name = 'code' and t.sp_system = ? and t.sp_value = ?
              and r.res_deleted_at is null order by 1""")
        .params(system, code)
        .query(String.class)
        .list();
  }

  /** The same of those that were authored before an instant; at most so many. */
  public List<String> tasks(String system, String code, Instant before, int most) {
    return jdbc.sql(
            """
            select distinct r.fhir_id from public.hfj_spidx_token t
            join public.hfj_resource r on r.res_id = t.res_id
            join public.hfj_spidx_date d on d.res_id = r.res_id and d.sp_name = 'authored-on'
            where t.res_type = 'Task' and t.sp_name = 'code' and t.sp_system = ?
              and t.sp_value = ? and d.sp_value_high < ? and r.res_deleted_at is null
            order by 1 limit ?""")
        .params(system, code, Date.from(before), most)
        .query(String.class)
        .list();
  }
}

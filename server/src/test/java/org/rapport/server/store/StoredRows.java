package org.rapport.server.store;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What HAPI's tables hold of some resources, told so that two ways to write them compare. */
final class StoredRows {
  /** Tables with rows of a resource, and the column that says whose they are. */
  private static final Map<String, String> TABLES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("hfj_resource", "res_id"),
              Map.entry("hfj_res_ver", "res_id"),
              Map.entry("hfj_res_tag", "res_id"),
              Map.entry("hfj_history_tag", "res_id"),
              Map.entry("hfj_res_link", "src_resource_id"),
              Map.entry("hfj_res_param_present", "res_id"),
              Map.entry("hfj_res_search_url", "res_id"),
              Map.entry("hfj_spidx_string", "res_id"),
              Map.entry("hfj_spidx_token", "res_id"),
              Map.entry("hfj_spidx_date", "res_id"),
              Map.entry("hfj_spidx_uri", "res_id"),
              Map.entry("hfj_spidx_number", "res_id"),
              Map.entry("hfj_spidx_quantity", "res_id"),
              Map.entry("hfj_spidx_quantity_nrml", "res_id"),
              Map.entry("hfj_spidx_coords", "res_id"),
              Map.entry("hfj_idx_cmp_string_uniq", "res_id"),
              Map.entry("hfj_idx_cmb_tok_nu", "res_id")));

  private static final Set<String> KEYS = Set.of("pid", "sp_id", "res_ver_pid");

  /** Of what differs with the ids. */
  private static final Set<String> HASHES =
      Set.of(
          "hash_sha256",
          "hash_value",
          "hash_sys_and_value",
          "hash_exact",
          "hash_norm_prefix",
          "hash_uri");

  private static final Set<String> TIMES =
      Set.of("res_updated", "res_published", "sp_updated", "res_deleted_at", "created_time");

  private final JdbcClient jdbc;

  StoredRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The highest number of a resource so far. */
  long last() {
    return jdbc.sql("select coalesce(max(res_id), 0) from public.hfj_resource")
        .query(Long.class)
        .single();
  }

  /** Takes what came after this number away, as if it had never been. */
  void forget(long since) {
    List<Long> numbers =
        jdbc.sql("select res_id from public.hfj_resource where res_id > ?")
            .param(since)
            .query(Long.class)
            .list();
    List<String> order = new ArrayList<>(TABLES.keySet());
    order.remove("hfj_resource");
    order.remove("hfj_res_ver");
    order.add("hfj_res_ver");
    order.add("hfj_resource");
    order.forEach(
        table ->
            jdbc.sql("delete from public." + table + " where " + TABLES.get(table) + " = any(?)")
                .param(numbers.toArray(Long[]::new))
                .update());
  }

  /**
   * All rows of what came after this number, without keys, a number as the id that it stands for.
   *
   * @param names how ids that differ from one time to the other are told
   */
  Map<String, List<String>> since(long since, Map<String, String> names) {
    Map<Long, String> ids = new HashMap<>();
    jdbc.sql("select res_id, fhir_id from public.hfj_resource")
        .query((row, n) -> ids.put(row.getLong(1), row.getString(2)))
        .list();
    Map<String, List<String>> rows = new TreeMap<>();
    TABLES.forEach(
        (table, owner) ->
            rows.put(
                table,
                jdbc
                    .sql("select t.* from public.%s t where t.%s > ?".formatted(table, owner))
                    .param(since)
                    .query()
                    .listOfRows()
                    .stream()
                    .map(row -> told(row, ids, names))
                    .sorted()
                    .toList()));
    return rows;
  }

  private static String told(
      Map<String, Object> row, Map<Long, String> ids, Map<String, String> names) {
    Map<String, Object> told = new TreeMap<>(row);
    told.keySet().removeAll(KEYS);
    if (!names.isEmpty()) {
      told.keySet().removeAll(HASHES);
    }
    told.replaceAll(
        (column, value) ->
            value instanceof Timestamp && TIMES.contains(column)
                ? "a time"
                : column.endsWith("res_id") || column.endsWith("resource_id")
                    ? ids.get(value)
                    : value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
    String all = told.toString();
    for (Map.Entry<String, String> name : names.entrySet()) {
      all = all.replace(name.getKey(), name.getValue());
    }
    return all;
  }
}

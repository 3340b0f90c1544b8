package org.rapport.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds entries again. In the caller's transaction, if there is one. */
@Repository
public class TrailSearch {
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
  private static final String SELECT = "select id, recorded, content from rapport.audit_entry";

  private final JdbcClient jdbc;

  TrailSearch(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An entry with what the row says of it. */
  public record Found(UUID id, Instant recorded, AuditEntry entry) {}

  /** The entry of an id. */
  public Optional<Found> find(UUID id) {
    return jdbc.sql(SELECT + " where id = ?").param(id).query(TrailSearch::found).optional();
  }

  /**
   * Those that match, in order of time, after a position.
   *
   * @param newestFirst else the oldest
   * @param after where the page before ended; null: from the beginning
   * @param most how many at most
   */
  public List<Found> page(Criteria criteria, boolean newestFirst, Found after, int most) {
    Criteria all = new Criteria(criteria);
    if (after != null) {
      all.and(
          "(recorded, id) " + (newestFirst ? "<" : ">") + " (?, ?)",
          Sql.at(after.recorded()),
          after.id());
    }
    String direction = newestFirst ? " desc" : "";
    return jdbc.sql(
            SELECT
                + all.where()
                + " order by recorded"
                + direction
                + ", id"
                + direction
                + " limit "
                + most)
        .params(all.values)
        .query(TrailSearch::found)
        .list();
  }

  /** An entry with its place in its chain; the hash in hex. */
  public record Sealed(long seq, String hash, Found found) {}

  /** A node's next entries after a number, in the order of its chain. */
  public List<Sealed> sealedAfter(UUID node, long seq, int most) {
    return jdbc.sql(
            """
            select s.seq, s.hash, e.id, e.recorded, e.content from rapport.audit_seal s
            join rapport.audit_entry e on e.id = s.entry
            where s.node = ? and s.seq > ? order by s.seq limit ?""")
        .params(node, seq, most)
        .query(
            (row, n) ->
                new Sealed(
                    row.getLong("seq"),
                    HexFormat.of().formatHex(row.getBytes("hash")),
                    found(row, n)))
        .list();
  }

  /** How many match. */
  public long count(Criteria criteria) {
    return jdbc.sql("select count(*) from rapport.audit_entry" + criteria.where())
        .params(criteria.values)
        .query(Long.class)
        .single();
  }

  private static Found found(ResultSet row, int n) throws SQLException {
    return new Found(
        row.getObject("id", UUID.class),
        Sql.instant(row, "recorded"),
        read(row.getString("content")));
  }

  static AuditEntry read(String content) {
    try {
      return JSON.readValue(content, AuditEntry.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An entry's content was written by us", e);
    }
  }

  /** What has to be so of an entry; all of it. Not thread-safe. */
  public static final class Criteria {
    private final List<String> conditions;
    private final List<Object> values;

    /** Everything. */
    public Criteria() {
      this.conditions = new ArrayList<>();
      this.values = new ArrayList<>();
    }

    Criteria(Criteria other) {
      this.conditions = new ArrayList<>(other.conditions);
      this.values = new ArrayList<>(other.values);
    }

    /** One of these ids. */
    public Criteria ids(Collection<UUID> ids) {
      return and(
          "id = any(cast(? as uuid[]))",
          (Object) ids.stream().map(UUID::toString).toArray(String[]::new));
    }

    /** Names one of these: {@code patient=…}, {@code entity=…}, {@code agent=…}. */
    public Criteria named(Collection<String> named) {
      return and("named && cast(? as text[])", (Object) Sql.array(named));
    }

    /** Has one of these subtypes. */
    public Criteria subtypes(Collection<String> codes) {
      return and("subtypes && cast(? as text[])", (Object) Sql.array(codes));
    }

    /** A column has one of these values. */
    private Criteria in(String column, Collection<String> codes) {
      return and(column + " = any(cast(? as text[]))", (Object) Sql.array(codes));
    }

    /** Has one of these types. */
    public Criteria types(Collection<String> codes) {
      return in("type", codes);
    }

    /** Has one of these actions. */
    public Criteria actions(Collection<String> codes) {
      return in("action", codes);
    }

    /** Has one of these outcomes. */
    public Criteria outcomes(Collection<String> codes) {
      return in("outcome", codes);
    }

    /** Recorded at or after. */
    public Criteria from(Instant instant) {
      return and("recorded >= ?", Sql.at(instant));
    }

    /** Recorded at or before. */
    public Criteria until(Instant instant) {
      return and("recorded <= ?", Sql.at(instant));
    }

    private Criteria and(String condition, Object... parameters) {
      conditions.add(condition);
      values.addAll(List.of(parameters));
      return this;
    }

    private String where() {
      return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }
  }
}

package org.rapport.server.audit.chain;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.JdbcTemplate;

/** The tables of the chain. In the caller's transaction. */
final class ChainTables {
  private static final String COLUMNS =
      "e.id, e.node, e.recorded, e.type, e.subtypes, e.action, e.outcome, e.named, e.content, e.mac";

  private final JdbcTemplate jdbc;

  ChainTables(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Adds entries in one statement; those that are there stay as they are. */
  void add(List<Entry> entries) {
    jdbc.batchUpdate(
        """
        insert into rapport.audit_entry
          (id, node, recorded, type, subtypes, action, outcome, named, content, mac)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing""",
        entries,
        entries.size(),
        ChainTables::set);
  }

  private static void set(PreparedStatement row, Entry entry) throws SQLException {
    row.setObject(1, entry.id());
    row.setObject(2, entry.node());
    row.setObject(3, Sql.at(entry.recorded()));
    row.setString(4, entry.type());
    row.setArray(5, array(row, entry.subtypes()));
    row.setString(6, entry.action());
    row.setString(7, entry.outcome());
    row.setArray(8, array(row, entry.named()));
    row.setString(9, entry.content());
    row.setBytes(10, entry.mac());
  }

  private static Array array(PreparedStatement row, List<String> texts) throws SQLException {
    return row.getConnection().createArrayOf("text", texts.toArray());
  }

  /** Adds the seals of entries that follow each other. */
  void seal(UUID node, List<Head> heads) {
    jdbc.batchUpdate(
        "insert into rapport.audit_seal (node, seq, entry, hash) values (?, ?, ?, ?)",
        heads,
        heads.size(),
        (row, head) -> {
          row.setObject(1, node);
          row.setLong(2, head.seq());
          row.setObject(3, head.entry());
          row.setBytes(4, head.hash());
        });
  }

  /** Where a chain has come to, by its seals. */
  Optional<Head> last(UUID node) {
    return jdbc
        .query(
            """
            select seq, hash, entry from rapport.audit_seal where node = ?
            order by seq desc limit 1""",
            (row, n) -> head(row),
            node)
        .stream()
        .findFirst();
  }

  /** Which of these are sealed. */
  Set<UUID> sealed(Collection<UUID> entries) {
    return new HashSet<>(
        jdbc.query(
            "select entry from rapport.audit_seal where entry = any(cast(? as uuid[]))",
            (row, n) -> row.getObject(1, UUID.class),
            (Object) entries.stream().map(UUID::toString).toArray(String[]::new)));
  }

  /** A node's entries since an instant that have no seal, in order, a thousand at most. */
  List<Entry> unsealed(UUID node, Instant since) {
    return jdbc.query(
        "select "
            + COLUMNS
            + """
         from rapport.audit_entry e where e.node = ? and e.recorded >= ?
          and not exists (select 1 from rapport.audit_seal s where s.entry = e.id)
        order by e.recorded, e.id limit 1000""",
        (row, n) -> entry(row),
        node,
        Sql.at(since));
  }

  void add(Anchor anchor) {
    jdbc.update(
        "insert into rapport.audit_anchor (node, about, kind, seq, line) values (?, ?, ?, ?, ?)",
        anchor.node(),
        anchor.about(),
        anchor.kind().name(),
        anchor.head().seq(),
        anchor.line());
  }

  /** What is signed of a chain, of what can be read and is signed by who is named. */
  List<Anchor> anchors(UUID about) {
    return jdbc
        .query(
            "select line from rapport.audit_anchor where about = ? order by id",
            (row, n) -> Anchor.read(row.getString(1)),
            about)
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /** All chains that anybody has spoken of, or that have seals. */
  Set<UUID> nodes() {
    return new HashSet<>(
        jdbc.query(
            // A jump from node to node: seals are many, nodes are few.
            """
            with recursive nodes as (
              (select node from rapport.audit_seal order by node limit 1)
              union all
              select (select s.node from rapport.audit_seal s where s.node > nodes.node
                order by s.node limit 1) from nodes where nodes.node is not null)
            select node from nodes where node is not null
            union select about from rapport.audit_anchor""",
            (row, n) -> row.getObject(1, UUID.class)));
  }

  /** Removes what is sealed up to a number, entries and seals; answers how many. */
  int remove(UUID node, long upTo) {
    jdbc.update(
        """
        delete from rapport.audit_entry e using rapport.audit_seal s
        where s.node = ? and s.seq <= ? and e.id = s.entry""",
        node,
        upTo);
    return jdbc.update("delete from rapport.audit_seal where node = ? and seq <= ?", node, upTo);
  }

  /**
   * The last, of the first so many, of which all before are older than an instant. What is missing
   * ends it: what somebody took out is not removed as if its time were over.
   */
  Optional<Head> olderThan(UUID node, Instant before, int most) {
    List<Aged> first =
        jdbc.query(
            """
            select s.seq, s.hash, s.entry, coalesce(e.recorded < ?, false) as older
            from rapport.audit_seal s left join rapport.audit_entry e on e.id = s.entry
            where s.node = ? order by s.seq limit ?""",
            (row, n) -> new Aged(head(row), row.getBoolean("older")),
            Sql.at(before),
            node,
            most);
    Head last = null;
    for (Aged one : first) {
      if (!one.older() || last != null && one.head().seq() != last.seq() + 1) {
        break;
      }
      last = one.head();
    }
    return Optional.ofNullable(last);
  }

  private record Aged(Head head, boolean older) {}

  private static Head head(ResultSet row) throws SQLException {
    return new Head(row.getLong("seq"), row.getBytes("hash"), row.getObject("entry", UUID.class));
  }

  static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getObject("id", UUID.class),
        row.getObject("node", UUID.class),
        Sql.instant(row, "recorded"),
        row.getString("type"),
        List.of(Sql.strings(row, "subtypes")),
        row.getString("action"),
        row.getString("outcome"),
        List.of(Sql.strings(row, "named")),
        row.getString("content"),
        row.getBytes("mac"));
  }
}

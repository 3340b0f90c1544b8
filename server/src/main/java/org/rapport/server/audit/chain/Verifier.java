package org.rapport.server.audit.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds the first entry of the trail that was changed, put in, taken out or moved. A node proves
 * its own chain by its secret and its anchors on the disk; those of others by their hashes and by
 * how far its own anchors say that they had come. Reads one snapshot, and nothing else changes.
 */
public final class Verifier {
  private static final int FETCH = 1000;

  private final NodeKeys keys;
  private final AnchorFiles files;
  private final JdbcTemplate jdbc;
  private final ChainTables tables;
  private final TransactionTemplate snapshot;

  /** Over a node's keys and files, and the database of the trail. */
  public Verifier(NodeKeys keys, AnchorFiles files, DataSource source) {
    this.keys = keys;
    this.files = files;
    // Of its own, for it reads long answers piece by piece.
    this.jdbc = new JdbcTemplate(source);
    this.jdbc.setFetchSize(FETCH);
    this.tables = new ChainTables(this.jdbc);
    this.snapshot = snapshot(source);
  }

  // Of plain JDBC: Hibernate's take no isolation of their own.
  private static TransactionTemplate snapshot(DataSource source) {
    TransactionTemplate snapshot =
        new TransactionTemplate(new DataSourceTransactionManager(source));
    snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    snapshot.setReadOnly(true);
    return snapshot;
  }

  /** Reads all of the trail. */
  public Verdict run() {
    // Before the snapshot: what the disk knows of is in it.
    List<Anchor> own = new ArrayList<>(files.anchors());
    files.head().ifPresent(own::add);
    return snapshot.execute(status -> run(own));
  }

  private Verdict run(List<Anchor> disk) {
    Set<UUID> nodes = new LinkedHashSet<>();
    nodes.add(keys.node());
    disk.forEach(anchor -> anchor.others().forEach(other -> nodes.add(other.node())));
    tables.nodes().stream().sorted().forEach(nodes::add);
    long checked = 0;
    for (UUID node : nodes) {
      ChainCheck check = new ChainCheck(node, node.equals(keys.node()) ? keys : null);
      Claims claims = claims(node, disk);
      check.begin(claims.removed(), claims.heads());
      walk(node, check);
      Verdict found = check.end();
      checked += found.checked();
      if (!found.valid()) {
        return new Verdict(checked, found.firstBad(), found.words());
      }
    }
    return unsealed(checked);
  }

  private void walk(UUID node, ChainCheck check) {
    jdbc.query(
        """
        select s.seq, s.hash, s.entry, e.id, e.node, e.recorded, e.type, e.subtypes, e.action,
          e.outcome, e.named, e.content, e.mac
        from rapport.audit_seal s left join rapport.audit_entry e on e.id = s.entry
        where s.node = ? order by s.seq""",
        row -> {
          check.next(
              new Head(
                  row.getLong("seq"), row.getBytes("hash"), row.getObject("entry", UUID.class)),
              row.getObject("id") == null ? null : ChainTables.entry(row));
        },
        node);
  }

  /**
   * What may be believed of a chain.
   *
   * @param removed up to where it was removed after its time
   * @param heads how far it had come, by number
   */
  private record Claims(Head removed, Map<Long, Head> heads) {}

  private Claims claims(UUID node, List<Anchor> disk) {
    String key = node.equals(keys.node()) ? keys.publicKey() : key(node, disk).orElse(null);
    Map<Long, Head> heads = new HashMap<>();
    Head removed = Head.NONE;
    List<Anchor> said = new ArrayList<>();
    disk.stream().filter(anchor -> anchor.key().equals(keys.publicKey())).forEach(said::add);
    List<Anchor> stored =
        tables.anchors(node).stream()
            .filter(anchor -> key == null || anchor.key().equals(key))
            .toList();
    said.addAll(stored);
    for (Anchor anchor : said) {
      if (anchor.about().equals(node) && anchor.kind() == Anchor.Kind.REMOVED) {
        // The disk says it before the database does: it counts when both do.
        if (stored.stream().anyMatch(one -> one.line().equals(anchor.line()))
            && anchor.head().seq() > removed.seq()) {
          removed = anchor.head();
        }
        heads.putIfAbsent(anchor.head().seq(), anchor.head());
      } else if (anchor.about().equals(node)) {
        heads.putIfAbsent(anchor.head().seq(), anchor.head());
      }
      anchor.others().stream()
          .filter(other -> other.node().equals(node))
          .forEach(other -> heads.putIfAbsent(other.head().seq(), other.head()));
    }
    heads.remove(0L);
    return new Claims(removed, heads);
  }

  /** By which key another node is known here: the first one that our own anchors name. */
  private static Optional<String> key(UUID node, List<Anchor> disk) {
    return disk.stream()
        .flatMap(anchor -> anchor.others().stream())
        .filter(other -> other.node().equals(node) && other.key() != null)
        .map(Anchor.Other::key)
        .findFirst();
  }

  // What waits for its seal has to be by its node; a node that has never spoken has no entries.
  private Verdict unsealed(long checkedBefore) {
    Set<UUID> spoken = tables.nodes();
    long[] checked = {checkedBefore};
    List<Verdict> bad = new ArrayList<>();
    jdbc.query(
        """
        select e.id, e.node, e.recorded, e.type, e.subtypes, e.action, e.outcome, e.named,
          e.content, e.mac
        from rapport.audit_entry e
        where not exists (select 1 from rapport.audit_seal s where s.entry = e.id)
        order by e.recorded, e.id""",
        row -> {
          Entry entry = ChainTables.entry(row);
          boolean own = entry.node().equals(keys.node());
          if (!bad.isEmpty()) {
            return;
          }
          if (own ? entry.isBy(keys) : spoken.contains(entry.node())) {
            checked[0]++;
          } else {
            bad.add(new Verdict(checked[0], entry.id(), "was put in by nobody of ours"));
          }
        });
    return bad.stream()
        .min(Comparator.comparingLong(Verdict::checked))
        .orElse(new Verdict(checked[0], null, null));
  }
}

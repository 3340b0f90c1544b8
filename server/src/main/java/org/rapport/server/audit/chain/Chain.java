package org.rapport.server.audit.chain;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * This node's chain: adds entries, seals them in the order of their commits, and signs how far it
 * has come. One thread seals at a time; entries are added by any.
 */
public final class Chain {
  /** An entry that a long transaction wrote may be that much older than its commit. */
  private static final Duration LONGEST_TRANSACTION = Duration.ofDays(1);

  private static final Duration BETWEEN_ANCHORS = Duration.ofMinutes(10);
  private static final long ENTRIES_BETWEEN_ANCHORS = 10_000;

  private final NodeKeys keys;
  private final AnchorFiles files;
  private final ChainTables tables;
  private final TransactionTemplate transactions;
  private final Clock clock;
  private Head head;
  private long anchored;
  private Map<UUID, String> known;
  private Instant anchoredAt = Instant.EPOCH;

  /**
   * Over a node's keys and files; opens nothing yet.
   *
   * @param transactions each begins one of its own
   */
  public Chain(
      NodeKeys keys,
      AnchorFiles files,
      JdbcTemplate jdbc,
      TransactionTemplate transactions,
      Clock clock) {
    this.keys = keys;
    this.files = files;
    this.tables = new ChainTables(jdbc);
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * An entry that is to be sealed.
   *
   * @param entry itself, where it is not stored yet; null: it is
   */
  public record Unsealed(UUID id, byte[] digest, Entry entry) {
    /** One that has to be stored with its seal. */
    public static Unsealed fresh(Entry entry) {
      return new Unsealed(entry.id(), entry.digest(), entry);
    }

    /** One that was committed. */
    public static Unsealed stored(Entry entry) {
      return new Unsealed(entry.id(), entry.digest(), null);
    }
  }

  /** Whose chain it is. */
  public UUID node() {
    return keys.node();
  }

  /** The entry as this node's, authenticated; see {@link Entry}. */
  public Entry authentic(Entry entry) {
    return entry.by(keys);
  }

  /** Stores entries in the caller's transaction; they are sealed when it has committed. */
  public void store(List<Entry> entries) {
    tables.add(entries);
  }

  /**
   * Finds where the chain stands, and seals what a crash left without a seal. Idempotent; called
   * before the first seal, and again when a commit's outcome is not known.
   */
  public synchronized void open() {
    head = current();
    Optional<Anchor> last = files.head();
    // What the disk knows of the end stays known, whatever the database says now.
    last.filter(one -> one.head().seq() != anchored).ifPresent(files::add);
    Instant since = last.map(one -> one.at().minus(LONGEST_TRANSACTION)).orElse(Instant.EPOCH);
    List<Entry> left;
    do {
      left = tables.unsealed(keys.node(), since);
      // A row that this node did not write is no entry: the verifier names it.
      List<Unsealed> own =
          left.stream().filter(one -> one.isBy(keys)).map(Unsealed::stored).toList();
      seal(own);
      if (own.size() < left.size()) {
        break;
      }
    } while (!left.isEmpty());
    anchor();
  }

  private Head current() {
    Optional<Head> removed =
        tables.anchors(keys.node()).stream()
            .filter(one -> one.kind() == Anchor.Kind.REMOVED)
            .filter(one -> one.key().equals(keys.publicKey()))
            .map(Anchor::head)
            .max(Comparator.comparingLong(Head::seq));
    return tables.last(keys.node()).or(() -> removed).orElse(Head.NONE);
  }

  /**
   * Stores what is fresh and seals all in this order, in one transaction of two statements; then
   * writes the head to the disk. What an attempt before this one has sealed already is left out.
   */
  public synchronized void seal(List<Unsealed> entries) {
    if (head == null) {
      open();
    }
    if (entries.isEmpty()) {
      return;
    }
    List<Head> heads = new ArrayList<>(entries.size());
    Head next = head;
    for (Unsealed one : entries) {
      next = next.then(one.id(), one.digest());
      heads.add(next);
    }
    try {
      transactions.executeWithoutResult(status -> write(entries, heads));
    } catch (RuntimeException e) {
      // Whether it was committed is asked again before anything else is sealed.
      head = null;
      throw e;
    }
    head = next;
    files.head(Anchor.say(keys, keys.node(), Anchor.Kind.HEAD, head, clock.instant(), List.of()));
    if (head.seq() - anchored >= ENTRIES_BETWEEN_ANCHORS) {
      anchor();
    }
  }

  private void write(List<Unsealed> entries, List<Head> heads) {
    List<Entry> fresh =
        entries.stream().map(Unsealed::entry).filter(entry -> entry != null).toList();
    if (!fresh.isEmpty()) {
      tables.add(fresh);
    }
    tables.seal(keys.node(), heads);
  }

  /** Those of these that have a seal: an attempt whose answer was lost may have given it. */
  public Set<UUID> sealed(List<Unsealed> entries) {
    return tables.sealed(entries.stream().map(Unsealed::id).toList());
  }

  /** Anchors the chain where it has moved since, if it is time. */
  public synchronized void anchorInTime() {
    boolean due = !clock.instant().isBefore(anchoredAt.plus(BETWEEN_ANCHORS));
    if (head != null && head.seq() != anchored && due) {
      anchor();
    }
  }

  /** Signs how far this chain and the others have come, on the disk and in the database. */
  public synchronized void anchor() {
    if (head == null) {
      return;
    }
    Anchor anchor =
        Anchor.say(keys, keys.node(), Anchor.Kind.HEAD, head, clock.instant(), others());
    files.add(anchor);
    transactions.executeWithoutResult(status -> tables.add(anchor));
    anchored = head.seq();
    anchoredAt = clock.instant();
  }

  // Another node is known by the key that was seen first, now and after a restart.
  private Map<UUID, String> known() {
    if (known == null) {
      known = new HashMap<>();
      files.anchors().stream()
          .flatMap(anchor -> anchor.others().stream())
          .filter(one -> one.key() != null)
          .forEach(one -> known.putIfAbsent(one.node(), one.key()));
    }
    return known;
  }

  private List<Anchor.Other> others() {
    List<Anchor.Other> others = new ArrayList<>();
    for (UUID node : tables.nodes()) {
      if (!node.equals(keys.node())) {
        String key =
            known()
                .computeIfAbsent(
                    node,
                    unseen ->
                        tables.anchors(node).stream()
                            .filter(one -> one.node().equals(node))
                            .map(Anchor::key)
                            .findFirst()
                            .orElse(null));
        tables.last(node).ifPresent(last -> others.add(new Anchor.Other(node, last, key)));
      }
    }
    return others;
  }

  /**
   * Removes what of this chain was recorded before an instant, from its beginning, at most so many
   * entries; a signed anchor says so. In one transaction; answers how many.
   */
  public synchronized int removeBefore(Instant before, int most) {
    Optional<Head> last = tables.olderThan(keys.node(), before, most);
    if (last.isEmpty()) {
      return 0;
    }
    Anchor removed =
        Anchor.say(keys, keys.node(), Anchor.Kind.REMOVED, last.get(), clock.instant(), others());
    // On the disk first: a crash in between leaves entries that may be removed, and none that is
    // missing.
    files.add(removed);
    return transactions.execute(
        status -> {
          tables.add(removed);
          return tables.remove(keys.node(), last.get().seq());
        });
  }
}

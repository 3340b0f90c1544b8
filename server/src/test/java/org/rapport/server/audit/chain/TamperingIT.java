package org.rapport.server.audit.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever is changed in the database, the verifier finds it, and says where it begins. */
class TamperingIT {
  private static ChainDatabase database;

  @BeforeContainer
  static void start() {
    database = new ChainDatabase();
  }

  @AfterContainer
  static void stop() {
    database.close();
  }

  @BeforeTry
  void clear() {
    database.clear();
  }

  enum Tampering {
    CONTENT("update rapport.audit_entry set content = content || ' ' where id = ?", 0),
    RECORDED(
        "update rapport.audit_entry set recorded = recorded - interval '1 second' where id = ?", 0),
    OUTCOME("update rapport.audit_entry set outcome = '8' where id = ?", 0),
    HIDDEN("update rapport.audit_entry set named = '{}' where id = ?", 0),
    SUBTYPE("update rapport.audit_entry set subtypes = '{vread}' where id = ?", 0),
    ENTRY_DELETED("delete from rapport.audit_entry where id = ?", 0),
    BOTH_DELETED(
        """
        with gone as (delete from rapport.audit_seal where entry = ? returning entry)
        delete from rapport.audit_entry where id in (select entry from gone)""",
        1),
    SEAL_DELETED("delete from rapport.audit_seal where entry = ?", 1),
    HASH("update rapport.audit_seal set hash = sha256(hash) where entry = ?", 0),
    MAC("update rapport.audit_entry set mac = sha256(mac) where id = ?", 0),
    REORDERED(
        """
        with a as (select node, seq, entry from rapport.audit_seal where entry = ?),
          b as (select s.entry, s.seq from rapport.audit_seal s, a
            where s.node = a.node and s.seq = a.seq + 1)
        update rapport.audit_seal s
        set seq = -s.seq from a, b where s.entry in (a.entry, b.entry)""",
        0),
    TRUNCATED(
        """
        with first as (select node, seq from rapport.audit_seal where entry = ?),
          gone as (delete from rapport.audit_seal s using first
            where s.node = first.node and s.seq >= first.seq returning entry)
        delete from rapport.audit_entry where id in (select entry from gone)""",
        0);

    final String sql;

    /** How far after it the first is that can be named. */
    final int after;

    Tampering(String sql, int after) {
      this.sql = sql;
      this.after = after;
    }
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void oneChangeIsFound(
      @ForAll Tampering tampering,
      @ForAll @IntRange(min = 2, max = 12) int size,
      @ForAll @IntRange(min = 0, max = 11) int at,
      @ForAll @IntRange(min = 1, max = 3) int batches) {
    ChainDatabase.Node node = database.node();
    List<UUID> ids = new java.util.ArrayList<>();
    for (int i = 0; i < batches; i++) {
      ids.addAll(node.write(size));
    }
    assertThat(node.verify()).isEqualTo(new Verdict(ids.size(), null, null));
    int place = at % (ids.size() - 1);

    int changed = database.jdbc.update(tampering.sql, ids.get(place));
    if (tampering == Tampering.REORDERED) {
      database.jdbc.update(
          """
          update rapport.audit_seal set seq = case seq when ? then ? else ? end where seq < 0""",
          -(place + 1),
          place + 2,
          place + 1);
    }

    assertThat(changed).isPositive();
    Verdict verdict = node.verify();
    assertThat(verdict.valid()).as(tampering + " at " + place).isFalse();
    switch (tampering) {
      // What is left ends there; the head on the disk knows the last.
      case TRUNCATED -> assertThat(verdict.firstBad()).isEqualTo(ids.get(ids.size() - 1));
      case REORDERED -> assertThat(verdict.firstBad()).isEqualTo(ids.get(place + 1));
      default ->
          assertThat(verdict.firstBad())
              .as(tampering + " at " + place)
              .isEqualTo(ids.get(place + tampering.after));
    }
    assertThat(verdict.checked()).isEqualTo(place);
  }

  @Example
  void anEntryThatSomebodyPutInIsFound_sealedOrNot() {
    ChainDatabase.Node node = database.node();
    List<UUID> ids = node.write(3);
    UUID put = UUID.randomUUID();
    database.jdbc.update(
        """
        insert into rapport.audit_entry
        select ?, node, recorded, type, subtypes, action, outcome, named, content, mac
        from rapport.audit_entry where id = ?""",
        put,
        ids.get(0));
    assertThat(node.verify().firstBad()).isEqualTo(put);
    // The node itself does not take it for one of its own after a crash.
    node.again(ChainDatabase.NOW).chain.open();
    assertThat(node.verify().firstBad()).isEqualTo(put);

    // Sealed by who knows how: the hash is right, and the secret is not known.
    Entry forged = read(put);
    Head last = new ChainTables(database.jdbc).last(node.keys.node()).orElseThrow();
    new ChainTables(database.jdbc).seal(node.keys.node(), List.of(last.then(put, forged.digest())));
    Verdict verdict = node.verify();
    assertThat(verdict.firstBad()).isEqualTo(put);
    assertThat(verdict.checked()).isEqualTo(3);
  }

  @Example
  void whoWritesTheWholeChainAnewIsFoundByAnAnchor() {
    ChainDatabase.Node node = database.node();
    List<UUID> ids = node.write(5);
    // Without its second entry, all the rest is authentic and the hashes are right.
    database.jdbc.update("delete from rapport.audit_entry where id = ?", ids.get(1));
    database.jdbc.update("delete from rapport.audit_seal");
    ChainTables tables = new ChainTables(database.jdbc);
    Head head = Head.NONE;
    for (UUID id : List.of(ids.get(0), ids.get(2), ids.get(3), ids.get(4))) {
      head = head.then(id, read(id).digest());
      tables.seal(node.keys.node(), List.of(head));
    }
    assertThat(node.verify().valid()).isFalse();
    node.again(ChainDatabase.NOW).write(1);
    assertThat(node.verify().valid()).isFalse();
  }

  @Example
  void aCrashLeavesNothingUnsealed() throws IOException {
    ChainDatabase.Node node = database.node();
    node.write(2);
    node.chain.store(List.of(node.entry(ChainDatabase.NOW), node.entry(ChainDatabase.NOW)));
    Files.writeString(
        node.data.resolve("audit").resolve("anchors.ndjson"),
        "{\"said\": \"half a",
        StandardOpenOption.APPEND);
    assertThat(node.verify()).isEqualTo(new Verdict(4, null, null));

    ChainDatabase.Node restarted = node.again(ChainDatabase.NOW);
    restarted.chain.open();
    restarted.write(1);

    assertThat(restarted.verify()).isEqualTo(new Verdict(5, null, null));
    assertThat(database.jdbc.queryForObject("select max(seq) from rapport.audit_seal", Long.class))
        .isEqualTo(5);
  }

  @Example
  void anotherNodesChainIsAnchoredByOurs() {
    ChainDatabase.Node one = database.node();
    ChainDatabase.Node two = database.node();
    one.write(3);
    List<UUID> theirs = two.write(4);
    one.chain.anchor();
    assertThat(one.verify().valid()).isTrue();
    assertThat(two.verify().valid()).isTrue();

    // The tail of another node, with all that it said of itself in the database.
    database.jdbc.update("delete from rapport.audit_entry where id = ?", theirs.get(3));
    database.jdbc.update("delete from rapport.audit_seal where entry = ?", theirs.get(3));
    database.jdbc.update("delete from rapport.audit_anchor where node = ?", two.keys.node());

    assertThat(one.verify().firstBad()).isEqualTo(theirs.get(3));
    assertThat(two.verify().firstBad()).isEqualTo(theirs.get(3));
  }

  @Example
  void whatIsRemovedAfterItsTimeIsSaid_andTheRestIsValid() {
    ChainDatabase.Node node = database.node();
    node.write(4, ChainDatabase.NOW.minus(Duration.ofDays(10)));
    List<UUID> left = node.write(3);
    Instant before = ChainDatabase.NOW.minus(Duration.ofDays(5));

    assertThat(node.chain.removeBefore(before, 3)).isEqualTo(3);
    assertThat(node.chain.removeBefore(before, 3)).isEqualTo(1);
    assertThat(node.chain.removeBefore(before, 3)).isZero();

    assertThat(node.verify()).isEqualTo(new Verdict(3, null, null));
    database.jdbc.update("delete from rapport.audit_entry where id = ?", left.get(0));
    database.jdbc.update("delete from rapport.audit_seal where entry = ?", left.get(0));
    assertThat(node.verify().firstBad()).isEqualTo(left.get(1));
    // Nobody can say the same without the key.
    database.jdbc.update("update rapport.audit_anchor set line = replace(line, ':4,', ':5,')");
    assertThat(node.verify().valid()).isFalse();
  }

  @Example
  void aChainOfWhichAllWasRemovedGoesOn() {
    ChainDatabase.Node node = database.node();
    node.write(2, ChainDatabase.NOW.minus(Duration.ofDays(10)));
    node.chain.removeBefore(ChainDatabase.NOW, 100);
    ChainDatabase.Node restarted = node.again(ChainDatabase.NOW);
    restarted.write(2);
    assertThat(restarted.verify()).isEqualTo(new Verdict(2, null, null));
  }

  private static Entry read(UUID id) {
    return database.jdbc.queryForObject(
        "select * from rapport.audit_entry where id = ?", (row, n) -> ChainTables.entry(row), id);
  }
}

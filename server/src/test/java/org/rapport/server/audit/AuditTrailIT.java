package org.rapport.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rapport.server.audit.chain.ChainDatabase;
import org.rapport.server.audit.chain.Verdict;
import org.rapport.server.door.RefusedException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionTemplate;

/** What is taken down is written: with its transaction, or in a batch; or its caller is refused. */
class AuditTrailIT {
  private static final int PLACES = 50;
  private static ChainDatabase database;

  private ChainDatabase.Node node;
  private AuditTrail trail;

  @BeforeAll
  static void start() {
    database = new ChainDatabase();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void open() {
    database.clear();
    node = database.node();
    trail =
        new AuditTrail(
            node.chain,
            Clock.fixed(ChainDatabase.NOW, ZoneOffset.UTC),
            PLACES,
            Duration.ofMillis(20));
    trail.open();
  }

  private static AuditEntry read(int n) {
    return AuditEntry.of(
        AuditKind.REST,
        List.of("read"),
        "R",
        Agent.client("app", "192.0.2.1"),
        List.of("Patient/p" + n),
        List.of());
  }

  private long count(String from) {
    return database.jdbc.queryForObject("select count(*) from " + from, Long.class);
  }

  @Test
  void manyReadsAreOneTransaction() {
    for (int n = 0; n < PLACES; n++) {
      trail.note(read(n));
    }
    trail.runOnce();

    assertThat(count("rapport.audit_seal")).isEqualTo(PLACES);
    assertThat(count("(select distinct xmin::text from rapport.audit_entry) as t")).isEqualTo(1);
    assertThat(node.verify()).isEqualTo(new Verdict(PLACES, null, null));
  }

  @Test
  void whatIsRolledBackLeavesNothing_andWhatIsCommittedIsSealed() {
    TransactionTemplate transaction = new TransactionTemplate(database.transactions);
    transaction.executeWithoutResult(
        status -> {
          trail.inTransaction(List.of(read(1)));
          status.setRollbackOnly();
        });
    transaction.executeWithoutResult(status -> trail.inTransaction(List.of(read(2))));
    assertThat(count("rapport.audit_seal")).isZero();

    trail.flush();

    assertThat(count("rapport.audit_entry where named @> '{patient=Patient/p1}'")).isZero();
    assertThat(node.verify()).isEqualTo(new Verdict(1, null, null));
  }

  @Test
  void whereItCannotBeWrittenCallersAreRefused_andNothingIsLost() {
    database.jdbc.execute("alter table rapport.audit_seal rename to away");
    try {
      for (int n = 0; n < PLACES; n++) {
        trail.note(read(n));
      }
      assertThatThrownBy(trail::runOnce).isInstanceOf(DataAccessException.class);
      for (int n = 0; n < PLACES; n++) {
        trail.note(read(PLACES + n));
      }
      assertThatThrownBy(() -> trail.note(read(-1)))
          .isInstanceOfSatisfying(
              RefusedException.class, refused -> assertThat(refused.status()).isEqualTo(503));
    } finally {
      database.jdbc.execute("alter table rapport.away rename to audit_seal");
    }

    trail.flush();

    assertThat(count("rapport.audit_entry")).isEqualTo(2 * PLACES);
    assertThat(node.verify()).isEqualTo(new Verdict(2 * PLACES, null, null));
  }
}

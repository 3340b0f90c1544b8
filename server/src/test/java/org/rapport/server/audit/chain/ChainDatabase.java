package org.rapport.server.audit.chain;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.transaction.support.TransactionTemplate;

/** The tables of the trail on a PostgreSQL of their own, and nodes that write to them. */
public final class ChainDatabase implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");

  private final EmbeddedPostgres postgres;
  public final JdbcTemplate jdbc;
  public final DataSourceTransactionManager transactions;

  /** Starts it. */
  public ChainDatabase() {
    try {
      postgres = EmbeddedPostgres.builder().start();
      // Each call makes another, and a transaction is of one.
      DataSource source = postgres.getPostgresDatabase();
      jdbc = new JdbcTemplate(source);
      transactions = new DataSourceTransactionManager(source);
      jdbc.execute("create schema rapport");
      try (var connection = source.getConnection()) {
        // As Flyway does: the scripts name no schema of ours.
        connection.setSchema("rapport");
        ScriptUtils.executeSqlScript(
            connection, new ClassPathResource("db/migration/V11__audit.sql"));
        connection.setSchema("public");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Empties the tables. */
  public void clear() {
    jdbc.execute("truncate rapport.audit_entry, rapport.audit_seal, rapport.audit_anchor");
  }

  /** A new node. */
  public Node node() {
    try {
      return new Node(Files.createTempDirectory("chain"), Clock.fixed(NOW, ZoneOffset.UTC));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A node with its data folder. */
  public final class Node {
    final Path data;
    final NodeKeys keys;
    final AnchorFiles files;
    public final Chain chain;
    private int written;

    Node(Path data, Clock clock) {
      this.data = data;
      this.keys = NodeKeys.loadOrCreate(data);
      this.files = new AnchorFiles(data);
      this.chain = new Chain(keys, files, jdbc, new TransactionTemplate(transactions), clock);
    }

    /** The same after a restart, at another time. */
    Node again(Instant now) {
      Node restarted = new Node(data, Clock.fixed(now, ZoneOffset.UTC));
      restarted.written = written;
      return restarted;
    }

    Entry entry(Instant recorded) {
      written++;
      return chain.authentic(
          new Entry(
              UUID.randomUUID(),
              keys.node(),
              recorded,
              "rest",
              List.of("read"),
              "R",
              "0",
              List.of("patient=Patient/p" + written, "agent=nora"),
              "{\"n\":" + written + "}",
              null));
    }

    /** Writes and seals so many; answers their ids in order. */
    List<UUID> write(int number) {
      return write(number, NOW);
    }

    List<UUID> write(int number, Instant recorded) {
      List<Chain.Unsealed> entries = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        entries.add(Chain.Unsealed.fresh(entry(recorded)));
      }
      chain.seal(entries);
      return entries.stream().map(Chain.Unsealed::id).toList();
    }

    /** What the verifier says. */
    public Verdict verify() {
      return new Verifier(keys, files, jdbc.getDataSource()).run();
    }
  }
}

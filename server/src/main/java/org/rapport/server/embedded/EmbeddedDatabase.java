package org.rapport.server.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.store.DataFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL in a folder: started with the application, kept over restarts, durable (fsync and
 * synchronous commit are on, which the library turns off for tests).
 *
 * <p>A {@code kill -9} of the JVM leaves its PostgreSQL running on the folder; the next start finds
 * it by {@code postmaster.pid}, stops it, and waits, as two postmasters never share a folder.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final Duration ORPHAN_STOP = Duration.ofSeconds(30);

  /** A process that was told to stop may need a moment. */
  private static final Duration PREDECESSOR_STOP = Duration.ofSeconds(10);

  /** It is looked at so often whether it still runs. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final EmbeddedPostgres postgres;
  private final DatabaseRoles roles;
  private final FileChannel lock;
  private final ScheduledExecutorService watch;

  private EmbeddedDatabase(
      EmbeddedPostgres postgres, DatabaseRoles roles, FileChannel lock, Postmaster postmaster) {
    this.postgres = postgres;
    this.roles = roles;
    this.lock = lock;
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "embedded-postgres");
              thread.setDaemon(true);
              return thread;
            });
    watch.scheduleWithFixedDelay(
        () -> keepRunning(postmaster),
        LOOK_AGAIN.toMillis(),
        LOOK_AGAIN.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static void keepRunning(Postmaster postmaster) {
    try {
      postmaster.keepRunning();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Starts PostgreSQL on {@code <data>/pg}, creating it at the first call. Where it ends by itself
   * later on, it is started again at the same address until it runs.
   *
   * @throws UncheckedIOException when it cannot start
   */
  public static EmbeddedDatabase start(Path data) {
    try {
      Path folder = DataFolder.secure(data).resolve("pg");
      FileChannel lock = lock(folder.resolveSibling("rapport.lock"));
      stopOrphan(folder);
      if (Files.exists(folder.resolve("PG_VERSION"))) {
        log.info("Starting the embedded PostgreSQL in {}", folder);
      } else {
        log.info("Creating a database in {}: a first start takes about a minute", folder);
      }
      DatabaseRoles roles = new DatabaseRoles(folder, folder.resolveSibling("keys"));
      EmbeddedPostgres postgres =
          roles
              .authenticate(EmbeddedPostgres.builder())
              .setDataDirectory(folder)
              .setOverrideWorkingDirectory(folder.resolveSibling("pg-bin").toFile())
              .setCleanDataDirectory(false)
              // Spring stops it, after everything that uses it.
              .setRegisterShutdownHook(false)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_connections", "100")
              .setServerConfig("shared_buffers", "96MB")
              .setServerConfig("listen_addresses", "127.0.0.1")
              // Who reaches loopback needs a password; a socket in /tmp would be everybody's.
              .setServerConfig("unix_socket_directories", "")
              .setServerConfig("password_encryption", "scram-sha-256")
              .start();
      roles.establish(postgres);
      DataFolder.secure(data);
      return new EmbeddedDatabase(postgres, roles, lock, new Postmaster(folder));
    } catch (IOException e) {
      throw new UncheckedIOException("The embedded PostgreSQL did not start", e);
    }
  }

  /** The JDBC URL of the database, on loopback. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
  }

  /** The role of the application, which is no superuser. */
  public String user() {
    return DatabaseRoles.APPLICATION;
  }

  /** Its password, of the data folder. */
  public String password() {
    return roles.password();
  }

  @Override
  public void close() {
    stopLooking();
    try {
      postgres.close();
      lock.close();
    } catch (IOException e) {
      log.warn("The embedded PostgreSQL did not stop cleanly");
    }
  }

  // What is stopped is not to be started again.
  private void stopLooking() {
    watch.shutdownNow();
    try {
      watch.awaitTermination(ORPHAN_STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Held for the life of the JVM: without it a second start would take a live database for an
  // orphan and stop it.
  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    long deadline = System.nanoTime() + PREDECESSOR_STOP.toNanos();
    FileLock lock = channel.tryLock();
    while (lock == null && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      lock = channel.tryLock();
    }
    if (lock == null) {
      channel.close();
      throw new InvalidSettingException(
          "RAPPORT_DATA", "should be a folder that no other running Rapport uses");
    }
    return channel;
  }

  private static void stopOrphan(Path folder) throws IOException {
    Path pidFile = folder.resolve(Postmaster.PID_FILE);
    if (!Files.exists(pidFile)) {
      return;
    }
    List<String> lines = Files.readAllLines(pidFile);
    if (lines.size() < 2 || !folder.toString().equals(lines.get(1).trim())) {
      return;
    }
    ProcessHandle orphan = Postmaster.of(lines).orElse(null);
    if (orphan == null || !isPostgres(orphan)) {
      Files.deleteIfExists(pidFile);
      return;
    }
    log.info("Stopping the PostgreSQL that an earlier process left on the data folder");
    // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for sessions to end.
    Process kill = new ProcessBuilder("kill", "-INT", Long.toString(orphan.pid())).start();
    try {
      kill.waitFor();
      orphan.onExit().get(ORPHAN_STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException("A PostgreSQL left on the data folder does not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while a left PostgreSQL stops", e);
    }
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().map(command -> command.endsWith("postgres")).orElse(false)
        || process.info().commandLine().map(line -> line.contains("postgres")).orElse(false);
  }
}

package org.rapport.server.embedded;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of the embedded PostgreSQL: where it has ended by itself (no room for its log, a
 * kill) it is started again by its own {@code pg_ctl}, at its port and with the options of its last
 * start, as often as it is looked at until it runs.
 */
final class Postmaster {
  private static final Logger log = LoggerFactory.getLogger(Postmaster.class);
  private static final String SECONDS_TO_START = "60";

  /** What PostgreSQL says in its folder of the process that runs on it. */
  static final String PID_FILE = "postmaster.pid";

  private final Path folder;
  private ProcessHandle process;
  private boolean told;

  /**
   * The one that runs on a folder.
   *
   * @throws IOException where none runs
   */
  Postmaster(Path folder) throws IOException {
    this.folder = folder;
    this.process = running();
  }

  /** Starts it where it does not run. Failures are told once, and tried again by the next call. */
  void keepRunning() throws InterruptedException {
    if (process.isAlive()) {
      return;
    }
    if (!told) {
      told = true;
      log.error("The embedded PostgreSQL has ended by itself: is there room on the disk?");
    }
    try {
      if (restart() == 0) {
        process = running();
        told = false;
        log.info("The embedded PostgreSQL runs again");
      }
    } catch (IOException | RuntimeException e) {
      log.debug("The embedded PostgreSQL does not start yet");
    }
  }

  // Without a server to stop, its restart is a start with the options that lie in the folder.
  private int restart() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      // As it was started: it refuses to be root's.
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(program().resolveSibling("pg_ctl").toString(), "restart", "-w"));
    command.addAll(List.of("-t", SECONDS_TO_START, "-D", folder.toString()));
    // What it says may quote rows.
    Process restart =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return restart.waitFor();
    } catch (InterruptedException e) {
      restart.destroy();
      restart.waitFor(1, TimeUnit.SECONDS);
      throw e;
    }
  }

  // The path of its program stands first and as it is, its arguments in quotes.
  private Path program() throws IOException {
    String options = Files.readString(folder.resolve("postmaster.opts"));
    return Path.of(options.substring(0, options.indexOf(" \"")));
  }

  private ProcessHandle running() throws IOException {
    return of(Files.readAllLines(folder.resolve(PID_FILE)))
        .orElseThrow(() -> new IOException("No PostgreSQL runs in " + folder));
  }

  /** The process that the lines of the file name; empty where it is gone. */
  static Optional<ProcessHandle> of(List<String> lines) {
    return ProcessHandle.of(Long.parseLong(lines.get(0).trim()));
  }
}

package org.rapport.routes;

import java.util.concurrent.Callable;
import org.rapport.routes.start.Commands;
import picocli.CommandLine.Command;

/** {@code java -jar rapport-worker.jar}: what it takes, and what it says of itself. */
@Command(
    name = "java -jar rapport-worker.jar",
    mixinStandardHelpOptions = true,
    versionProvider = WorkerCommand.Version.class,
    description = "Runs Rapport's routes against a remote server, until it is stopped.",
    footer = {
      "",
      "Needs RAPPORT_SERVER_URL, RAPPORT_CLIENT_ID and RAPPORT_CLIENT_SECRET in the environment;",
      "docs/settings.md has the other settings. A wrong one ends it with exit code 2."
    })
final class WorkerCommand implements Callable<Integer> {

  private final Runnable start;
  private boolean started;

  WorkerCommand(Runnable start) {
    this.start = start;
  }

  @Override
  public Integer call() {
    start.run();
    started = true;
    return 0;
  }

  /** Whether the worker runs: its threads keep the JVM. */
  boolean started() {
    return started;
  }

  /** The worker's jar. */
  static final class Version extends Commands.Version {
    Version() {
      super(WorkerApplication.class);
    }
  }
}

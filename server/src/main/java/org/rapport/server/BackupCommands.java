package org.rapport.server;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.rapport.server.embedded.backup.Backup;
import org.rapport.server.embedded.backup.Restore;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code java -jar rapport.jar backup} and {@code restore}: one file, and back. */
final class BackupCommands {
  private BackupCommands() {}

  private static Path data(CommandSpec spec) {
    StandardEnvironment environment = new StandardEnvironment();
    if (!environment.getProperty("RAPPORT_DATABASE_URL", "").isBlank()) {
      throw new ParameterException(
          spec.commandLine(),
          "RAPPORT_DATABASE_URL names a database of its own: back it up with PostgreSQL's tools,"
              + " and the folder keys in RAPPORT_DATA beside it.");
    }
    return Path.of(environment.getProperty("RAPPORT_DATA", "./data"));
  }

  /** Writes one. */
  @Command(
      name = "backup",
      mixinStandardHelpOptions = true,
      description = {
        "Write the data folder (RAPPORT_DATA) to one file: database, keys and full-text index.",
        "The server may run meanwhile. The file holds keys and patients: keep it as you keep them."
      })
  static final class Write implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "<file>", description = "A file that is not there yet.")
    private Path file;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      try {
        Backup.Written written = Backup.write(data(spec), file);
        System.out.printf(
            "Wrote %d files to %s, from a server that %s%n",
            written.files(), written.file(), written.running() ? "runs" : "does not run");
        return 0;
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage());
      }
    }
  }

  /** Reads one. */
  @Command(
      name = "restore",
      mixinStandardHelpOptions = true,
      description =
          "Make a data folder (RAPPORT_DATA), which is not there yet, of what backup wrote.")
  static final class Read implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "<file>", description = "What backup wrote.")
    private Path file;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      try {
        Path data = data(spec);
        System.out.printf("Restored %d files to %s%n", Restore.read(file, data), data);
        return 0;
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage());
      }
    }
  }
}

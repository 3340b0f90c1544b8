package org.rapport.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.rapport.routes.start.Commands;
import org.rapport.server.doctor.DoctorCommand;
import org.rapport.server.embedded.RebuildCommand;
import org.rapport.server.embedded.VerifyAuditCommand;
import org.rapport.server.simulate.SimulateCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code java -jar rapport.jar}: its option, its commands, and what it says of itself. */
@Command(
    name = "java -jar rapport.jar",
    mixinStandardHelpOptions = true,
    versionProvider = RapportCommand.Version.class,
    description = {
      "Starts the FHIR server with its routes, and runs until it is stopped.",
      "With a command it does that instead, and ends."
    },
    subcommands = {
      RapportCommand.Simulate.class,
      RapportCommand.Rebuild.class,
      BackupCommands.Write.class,
      BackupCommands.Read.class,
      RapportCommand.VerifyAudit.class,
      RapportCommand.Doctor.class,
      TryMessages.class,
      ClassesCommand.class
    },
    footer = {
      "",
      "Settings are environment variables: docs/settings.md has all of them, and none is needed.",
      "A wrong option, setting or file ends it with exit code 2 and one sentence, before anything",
      "has started."
    })
final class RapportCommand implements Callable<Integer> {

  @Option(
      names = "--demo",
      description = "Load a small clinic, play its EHR's messages, and show what came of them.")
  private boolean demo;

  private final Consumer<List<String>> start;
  private boolean started;

  /**
   * The command line.
   *
   * @param start starts the application with its arguments, and comes back once it runs
   */
  RapportCommand(Consumer<List<String>> start) {
    this.start = start;
  }

  @Override
  public Integer call() {
    start(demo ? List.of("--demo") : List.of());
    return 0;
  }

  private void start(List<String> arguments) {
    start.accept(arguments);
    started = true;
  }

  /** Whether the application runs: its threads keep the JVM. */
  boolean started() {
    return started;
  }

  /** The server's jar. */
  static final class Version extends Commands.Version {
    Version() {
      super(RapportApplication.class);
    }
  }

  /** Rebuilds what is derived from resources. */
  @Command(
      name = RebuildCommand.NAME,
      aliases = "rebuild-projections",
      mixinStandardHelpOptions = true,
      description = "Rebuild the tables that are derived from resources, print counts, and end.")
  static final class Rebuild implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      ((RapportCommand) spec.parent().userObject()).start(List.of(RebuildCommand.NAME));
      return 0;
    }
  }

  /** Verifies the audit trail. */
  @Command(
      name = VerifyAuditCommand.NAME,
      mixinStandardHelpOptions = true,
      description =
          "Say whether the audit trail is as it was written, and the first entry that is not."
              + " Starts no server.")
  static final class VerifyAudit implements Callable<Integer> {
    @Override
    public Integer call() {
      return new VerifyAuditCommand().run(System.out, System.err);
    }
  }

  /** Looks at what the settings name. */
  @Command(
      name = DoctorCommand.NAME,
      mixinStandardHelpOptions = true,
      description =
          "Look at everything that the settings name: ports, disk, database, certificates, clocks,"
              + " mail server, DNS of the mail domain, provider of texts, EHR. A line each; exit"
              + " code 1 where something does not work. Starts no server.")
  static final class Doctor implements Callable<Integer> {
    @Option(
        names = "--send-to",
        paramLabel = "<address>",
        description =
            "Send a test message to a mailbox or a telephone number (+14165550100) of your own;"
                + " may be given several times.")
    private List<String> sendTo = List.of();

    @Option(
        names = "--name-server",
        paramLabel = "<host:port>",
        description = "Ask this name server; without it those of the system.")
    private String nameServer;

    @Override
    public Integer call() {
      return new DoctorCommand(FilesCheck::check).run(sendTo, nameServer, System.out);
    }
  }

  /** Plays a journey. */
  @Command(
      name = SimulateCommand.NAME,
      mixinStandardHelpOptions = true,
      description =
          "Show every message of a journey that would go out or not: when, on what channel, in"
              + " which words and why. Starts no server.")
  static final class Simulate implements Callable<Integer> {
    @Parameters(
        index = "0",
        paramLabel = "<journey>",
        description =
            "Name or URL of a shipped journey, or a file: a PlanDefinition, or a Bundle of it"
                + " with its ActivityDefinitions.")
    private String journey;

    @Parameters(
        index = "1",
        paramLabel = "<patients>",
        description = "File of Patient, Consent, Appointment and other resources, one a line.")
    private String patients;

    @Parameters(
        index = "2",
        paramLabel = "<from>",
        description = "Instant or date; a date is midnight in the clinic's zone.")
    private String from;

    @Parameters(index = "3", paramLabel = "<to>", description = "Likewise.")
    private String to;

    @Parameters(
        index = "4",
        arity = "0..1",
        paramLabel = "<folder>",
        defaultValue = ".",
        description = "Where <journey>.csv and <journey>.json are written; the present one.")
    private Path folder;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      List<String> arguments = new ArrayList<>(List.of(journey, patients, from, to));
      arguments.add(folder.toString());
      return new SimulateCommand().run(arguments, System.out, System.err);
    }
  }
}

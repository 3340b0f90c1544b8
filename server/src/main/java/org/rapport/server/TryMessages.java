package org.rapport.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.rapport.routes.intake.trial.MessageTrial;
import org.rapport.routes.intake.trial.PlannedMessage;
import org.rapport.routes.start.Commands;
import org.rapport.server.config.CommandSettings;
import org.rapport.server.config.SettingsCheck;
import org.rapport.server.embedded.ClockConfiguration;
import org.rapport.server.simulate.TrialPlans;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code java -jar rapport.jar try-messages <folder>}: a sender's messages, tried from files. */
@Command(
    name = TryMessages.NAME,
    mixinStandardHelpOptions = true,
    description =
        "Play HL7 v2 messages from files, and compare their answers, the resources that they become"
            + " and the messages to patients that follow with what is expected. Starts no server;"
            + " exit code 1 where something is otherwise.")
final class TryMessages implements Callable<Integer> {
  static final String NAME = "try-messages";

  private static final int OTHERWISE = 1;

  @Parameters(
      index = "0",
      paramLabel = "<folder>",
      description =
          "A case: a folder with *.hl7, a message each, and expected.json; or a folder of cases."
              + " senders.yaml in either says how senders are read, else RAPPORT_SENDERS.")
  private Path folder;

  @Option(names = "--write", description = "Write what comes of the messages now as expected.json.")
  private boolean write;

  @Option(
      names = "--show",
      description = "Show the messages to patients that would be planned, and what became of each.")
  private boolean show;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Environment env = CommandSettings.read();
    SettingsCheck.check(env);
    ZoneId zone = ZoneId.of(env.getRequiredProperty("rapport.clinic.zone").strip());
    MessageTrial trial =
        new MessageTrial(
            env.getProperty("rapport.senders"),
            zone,
            ClockConfiguration.wall(),
            TrialPlans.of(zone));
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (!Files.isDirectory(folder)) {
      err.println(folder + " is no folder");
      return Commands.WRONG;
    }
    try {
      List<Path> cases = MessageTrial.cases(folder);
      if (cases.isEmpty()) {
        err.println(folder + " has no *.hl7, nor has a folder in it");
        return Commands.WRONG;
      }
      boolean same = true;
      for (Path one : cases) {
        MessageTrial.Outcome outcome = write ? trial.write(one) : trial.run(one);
        same &= outcome.differences().isEmpty();
        out.printf(
            "%-8s %s, %d messages%n",
            outcome.differences().isEmpty() ? "ok" : "failure", outcome.name(), outcome.messages());
        outcome.differences().forEach(difference -> out.println("         " + difference));
        if (show) {
          outcome.planned().forEach(message -> out.println("         " + line(message)));
        }
      }
      return same ? 0 : OTHERWISE;
    } catch (NoSuchFileException e) {
      err.println(e.getMessage() + " is not there; --write makes it");
      return Commands.WRONG;
    } catch (IOException e) {
      err.println("Cannot read: " + e.getMessage().lines().findFirst().orElse(""));
      return Commands.WRONG;
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      return Commands.WRONG;
    }
  }

  private static String line(PlannedMessage message) {
    String reason = message.reason() == null ? "" : ", " + message.reason();
    return "%s %s/%s %s: %s%s"
        .formatted(
            message.due(),
            message.journey(),
            message.step(),
            message.visit(),
            message.status(),
            reason);
  }
}

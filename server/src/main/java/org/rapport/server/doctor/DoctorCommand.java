package org.rapport.server.doctor;

import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.rapport.server.config.CommandSettings;
import org.rapport.server.config.SettingsCheck;
import org.rapport.server.doctor.Finding.State;
import org.rapport.server.embedded.ClockConfiguration;
import org.springframework.core.env.Environment;

/**
 * {@code java -jar rapport.jar doctor}: looks at everything that the settings name, a line each.
 * Starts no server, and changes nothing but where a message is asked for.
 */
public final class DoctorCommand {
  public static final String NAME = "doctor";

  private static final int SICK = 1;

  private final Clock clock = ClockConfiguration.wall();
  private final Consumer<Environment> files;

  /**
   * A doctor.
   *
   * @param files checks the files that settings name, as the start does
   */
  public DoctorCommand(Consumer<Environment> files) {
    this.files = files;
  }

  /**
   * Runs it by the settings of the environment.
   *
   * @param sendTo mailboxes and numbers that a message is sent to
   * @param nameServer {@code host:port} that is asked of the DNS; null: the system's
   * @return the exit code: 0, 1 where something does not work
   * @throws org.rapport.routes.start.WrongSettingException where a setting is wrong: then nothing
   *     else is looked at
   */
  public int run(List<String> sendTo, String nameServer, PrintStream out) {
    Environment env = CommandSettings.read();
    SettingsCheck.check(env);
    files.accept(env);
    Web web = new Web(clock);
    List<Examination> examinations =
        new ArrayList<>(
            List.of(
                given -> List.of(Finding.ok("Settings", "are as they should be")),
                new Machine(),
                new Database(clock),
                new Certificates(clock),
                new Mail(new Dns(nameServer), clock),
                new Texts(web),
                new Ehr(web, clock),
                new Brokers()));
    sendTo.forEach(to -> examinations.add(new TestMessage(to, web, clock)));
    boolean sick = false;
    for (Examination examination : examinations) {
      for (Finding finding : examination.look(env)) {
        out.printf(
            "%-8s %-24s %s%n",
            finding.state().name().toLowerCase(Locale.ROOT), finding.subject(), finding.words());
        sick |= finding.state() == State.FAILURE;
      }
    }
    return sick ? SICK : 0;
  }
}

package org.rapport.server;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rapport.routes.RouteProperties;
import org.rapport.routes.start.Commands;
import org.rapport.routes.start.SettingWarnings;
import org.rapport.server.config.SettingsCheck;
import org.rapport.server.doctor.DoctorCommand;
import org.rapport.server.embedded.DemoEgress;
import org.rapport.server.embedded.Footprint;
import org.rapport.server.embedded.RebuildCommand;
import org.rapport.server.embedded.VerifyAuditCommand;
import org.rapport.server.launch.Launch;
import org.rapport.server.security.WebhookSecret;
import org.rapport.server.simulate.SimulateCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.MapPropertySource;

/** The all-in-one application; {@link RapportCommand} is its command line. */
@SpringBootApplication(scanBasePackages = {"org.rapport.server"})
@ConfigurationPropertiesScan("org.rapport.server.config")
public class RapportApplication {

  /**
   * Does what the command line says; a wrong option or setting ends it with one line on standard
   * error.
   */
  public static void main(String[] args) {
    Launch.asFits(RapportApplication.class, args, ClassesCommand.data());
    if (Stream.of(
            SimulateCommand.NAME, VerifyAuditCommand.NAME, DoctorCommand.NAME, TryMessages.NAME)
        .anyMatch(List.of(args)::contains)) {
      // What it prints is its answer: nothing else may stand between.
      LoggingSystem.get(RapportApplication.class.getClassLoader()).beforeInitialize();
    }
    RapportCommand command = new RapportCommand(RapportApplication::start);
    int code = Commands.of(command).execute(args);
    if (!command.started()) {
      System.exit(code);
    }
  }

  private static void start(List<String> arguments) {
    Footprint.keepSmall();
    SpringApplication application = new SpringApplication(RapportApplication.class);
    application.setLogStartupInfo(false);
    application.addListeners(
        new SettingsCheck(),
        new DemoEgress(),
        new FilesCheck(),
        new WebhookSecret(),
        new RouteProperties(),
        new SettingWarnings());
    application.addInitializers(new StartSteps());
    if (arguments.contains(RebuildCommand.NAME)) {
      // No routes and no fixed port: the command may run beside nothing but its database.
      application.addInitializers(
          context ->
              context
                  .getEnvironment()
                  .getPropertySources()
                  .addFirst(
                      new MapPropertySource(
                          RebuildCommand.NAME,
                          Map.of(
                              "server.port",
                              "0",
                              "rapport.role",
                              "server",
                              "camel.main.routes-collector-enabled",
                              "false"))));
    }
    application.run(arguments.toArray(String[]::new));
  }
}

package org.rapport.server;

import java.util.List;
import java.util.Map;
import org.rapport.routes.RouteProperties;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.SettingsCheck;
import org.rapport.server.embedded.Footprint;
import org.rapport.server.embedded.RebuildCommand;
import org.rapport.server.security.WebhookSecret;
import org.rapport.server.simulate.SimulateCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.MapPropertySource;

/**
 * The all-in-one application: {@code java -jar rapport.jar [--demo]}, or one of the commands {@code
 * rebuild-projections} and {@code simulate}.
 */
@SpringBootApplication(scanBasePackages = {"org.rapport.server"})
@ConfigurationPropertiesScan("org.rapport.server.config")
public class RapportApplication {

  /** Starts the application; a wrong setting ends it with one line on standard error. */
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals(SimulateCommand.NAME)) {
      // What it prints is its answer: nothing else may stand between.
      LoggingSystem.get(RapportApplication.class.getClassLoader()).beforeInitialize();
      System.exit(
          new SimulateCommand().run(List.of(args).subList(1, args.length), System.out, System.err));
    }
    Footprint.keepSmall();
    SpringApplication application = new SpringApplication(RapportApplication.class);
    application.addListeners(new SettingsCheck(), new WebhookSecret(), new RouteProperties());
    if (List.of(args).contains(RebuildCommand.NAME)) {
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
    try {
      application.run(args);
    } catch (RuntimeException e) {
      InvalidSettingException wrong = invalidSetting(e);
      if (wrong == null) {
        throw e;
      }
      System.err.println(wrong.getMessage());
      System.exit(2);
    }
  }

  private static InvalidSettingException invalidSetting(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidSettingException wrong) {
        return wrong;
      }
    }
    return null;
  }
}

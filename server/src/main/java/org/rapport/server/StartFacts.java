package org.rapport.server;

import java.nio.file.Path;
import org.rapport.routes.start.ChannelFacts;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.embedded.RebuildCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** What an operator wants to know of a server that has just come up; no secret among it. */
@Component
class StartFacts {
  private static final Logger log = LoggerFactory.getLogger(StartFacts.class);

  private final RapportSettings settings;
  private final Environment env;
  private final ApplicationArguments arguments;

  StartFacts(RapportSettings settings, Environment env, ApplicationArguments arguments) {
    this.settings = settings;
    this.env = env;
    this.arguments = arguments;
  }

  @EventListener(ApplicationStartedEvent.class)
  void tell() {
    if (arguments.getNonOptionArgs().contains(RebuildCommand.NAME)) {
      return;
    }
    log.info(
        "Address    {} on port {}; FHIR at {}/fhir",
        settings.publicBase(),
        env.getProperty("local.server.port"),
        settings.publicBase());
    log.info("HL7 v2     {}", settings.runsRoutes() ? ChannelFacts.listener(env) : "by workers");
    log.info("Data       {}", data());
    log.info("Clinic     {}, {}", settings.clinic().name(), settings.clinic().zone());
    log.info("Channels   {}", settings.runsRoutes() ? ChannelFacts.channels(env) : "by workers");
    settings.simulatedClock().ifPresent(at -> log.info("Time       stands still at {}", at));
  }

  private String data() {
    Path folder = settings.data().toAbsolutePath().normalize();
    RapportSettings.Database database = settings.database();
    // The query of a JDBC URL may hold a password.
    return database.external()
        ? database.url().replaceFirst("\\?.*", "") + "; keys and index in " + folder
        : "embedded PostgreSQL in " + folder;
  }
}

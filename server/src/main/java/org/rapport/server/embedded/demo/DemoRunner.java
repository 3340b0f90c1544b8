package org.rapport.server.embedded.demo;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Bundle;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.embedded.ClockConfiguration;
import org.rapport.server.embedded.ClockOperation;
import org.rapport.server.security.DemoCredentials;
import org.rapport.server.store.StoredSettings;
import org.rapport.server.work.OpenWork;
import org.rapport.server.work.WorkSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.stereotype.Component;

/**
 * {@code --demo}: loads a small clinic through the FHIR API, plays some weeks of its life on the
 * simulated clock and its EHR's messages through the MLLP port, waits until all that is due has
 * been done, and prints what came of it. The server goes on running.
 */
@Component
@ConditionalOnProperty("demo")
class DemoRunner implements ApplicationRunner {
  private static final Logger log = LoggerFactory.getLogger(DemoRunner.class);
  private static final String RULE = "\n" + "-".repeat(100) + "\n";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final Duration CAMPAIGN_BEFORE = Duration.ofHours(4);

  private static final String EACH_MESSAGE = "org.rapport.routes.rapport";

  /** What of the clinic there is before anybody asks for a visit. */
  private static final Set<String> PLACES =
      Set.of("Organization", "Location", "HealthcareService", "Practitioner", "PractitionerRole");

  private final Supplier<IGenericClient> client;
  private final FhirContext context;
  private final RapportSettings settings;
  private final OpenWork work;
  private final WorkSignal signal;
  private final DemoCredentials credentials;
  private final DemoPeople people;
  private final DemoSystems systems;
  private final Clock clock;
  private final ClockOperation time;
  private final StoredSettings remembered;
  private final LoggingSystem logging;
  private final int port;

  DemoRunner(
      Supplier<IGenericClient> client,
      FhirContext context,
      RapportSettings settings,
      OpenWork work,
      WorkSignal signal,
      DemoCredentials credentials,
      DemoPeople people,
      DemoSystems systems,
      Clock clock,
      ClockOperation time,
      StoredSettings remembered,
      LoggingSystem logging,
      @Value("${server.port}") int port) {
    this.client = client;
    this.context = context;
    this.settings = settings;
    this.work = work;
    this.signal = signal;
    this.credentials = credentials;
    this.people = people;
    this.systems = systems;
    this.clock = clock;
    this.time = time;
    this.remembered = remembered;
    this.logging = logging;
    this.port = port;
  }

  @Override
  public void run(ApplicationArguments arguments) throws Exception {
    if (settings.mllp().port() == 0) {
      throw new InvalidSettingException(
          "RAPPORT_MLLP_PORT", "should not be 0 for the demo, which plays messages through it");
    }
    log.info("Loading the demo clinic");
    loadClinic(PLACES::contains);
    Instant opens = ClockConfiguration.demoOpens(remembered).orElseGet(clock::instant);
    if (opens.isAfter(clock.instant())) {
      history(opens);
    }
    loadClinic(type -> !PLACES.contains(type));
    systems.register();
    systems.subscribe(client.get());
    List<DemoMessages.DemoMessage> messages =
        new DemoMessages(clock, settings.clinic().zone()).load();
    log.info("Playing {} messages of its EHR through the MLLP port", messages.size());
    // Collected and printed at once: the log goes on meanwhile, and would stand between the lines.
    StringBuilder shown = new StringBuilder(RULE);
    shown.append("The EHR's messages, and how they were answered\n");
    try (MllpSender sender = new MllpSender(settings.mllp().port())) {
      for (DemoMessages.DemoMessage message : messages) {
        shown.append("  %-36s %s%n".formatted(message.name(), sender.send(message.er7())));
      }
    }
    log.info("Asking for a visit by the form");
    shown.append("\nSomebody asks for a visit at ").append(settings.publicBase());
    shown.append(DemoInquiry.FORM).append("\n  ").append(DemoInquiry.send(port)).append("\n\n");
    log.info("Waiting until what is due has been done");
    awaitQuiet();
    shown.append(new DemoTable(client.get(), settings.clinic().zone(), opens).print());
    shown.append('\n');
    new DemoMorning(client.get(), clock, port).play();
    new DemoDay(client.get(), clock, settings.clinic().zone()).play();
    new DemoCampaigns(client.get(), clock).morning();
    line(shown, "FHIR API", settings.publicBase() + "/fhir");
    if (credentials.present()) {
      line(shown, "Client", credentials.id());
      line(shown, "Secret", credentials.secret());
    }
    line(shown, "Time", "stands still at " + clock.instant() + "; POST /fhir/$clock moves it");
    line(shown, "Ask for a visit", settings.publicBase() + DemoInquiry.FORM);
    line(shown, "A SMART app", settings.publicBase() + DemoCredentials.APP_PATH);
    line(shown, "Console", settings.publicBase() + "/console");
    line(shown, "Sign in as", DemoPeople.PATIENT + ", or " + String.join(", ", people.staff()));
    line(shown, "Password", people.signUp(client.get()));
    shown.append("Running until you stop it (Ctrl+C)\n").append(RULE);
    System.out.print(shown);
    System.out.flush();
  }

  private static void line(StringBuilder shown, String name, String value) {
    shown.append("%-18s %s%n".formatted(name, value));
  }

  /** The weeks before it opens; its last morning has a campaign under way. */
  private void history(Instant opens) {
    log.info("Playing {} weeks of its life, which takes a minute", ClockConfiguration.DEMO_WEEKS);
    Instant begun = opens.minus(CAMPAIGN_BEFORE);
    DemoHistory history =
        new DemoHistory(
            new DemoWeek(client.get(), clock), time, clock.instant(), settings.clinic().zone());
    new DemoTrial(client.get()).start();
    boolean quiet = quiet();
    try {
      history.play(begun);
      new DemoCampaigns(client.get(), clock).slow();
      history.play(opens);
    } finally {
      if (quiet) {
        logging.setLogLevel(EACH_MESSAGE, null);
      }
    }
  }

  /** A line for each message of those weeks says nothing; whoever has set its level gets it. */
  private boolean quiet() {
    LoggerConfiguration set = logging.getLoggerConfiguration(EACH_MESSAGE);
    if (set != null && set.getConfiguredLevel() != null) {
      return false;
    }
    logging.setLogLevel(EACH_MESSAGE, LogLevel.WARN);
    return true;
  }

  private void loadClinic(Predicate<String> types) throws IOException {
    try (InputStream json =
        Objects.requireNonNull(DemoRunner.class.getResourceAsStream(DemoMessages.CLINIC))) {
      Bundle clinic = context.newJsonParser().parseResource(Bundle.class, json);
      clinic.getEntry().removeIf(entry -> !types.test(entry.getResource().fhirType()));
      client.get().transaction().withBundle(clinic).execute();
    }
  }

  private void awaitQuiet() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (work.open(clock.instant()) > 0 && System.nanoTime() < deadline) {
      signal.await(signal.count(), LOOK_AGAIN);
    }
  }
}

package org.rapport.routes;

import ca.uhn.fhir.context.FhirContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rapport.routes.start.ChannelFacts;
import org.rapport.routes.start.Commands;
import org.rapport.routes.start.SettingWarnings;
import org.rapport.routes.start.WrongSettingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * The routes alone, against a remote server: {@code java -jar rapport-worker.jar}. Any number may
 * run; the server hands each piece of work to one of them.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(RoutesConfiguration.class)
public class WorkerApplication {
  private static final Logger log = LoggerFactory.getLogger(WorkerApplication.class);

  private static final List<String> REQUIRED =
      List.of("RAPPORT_SERVER_URL", "RAPPORT_CLIENT_ID", "RAPPORT_CLIENT_SECRET");

  /** Starts the worker; a wrong option or setting ends it with one line on standard error. */
  public static void main(String[] args) {
    WorkerCommand command = new WorkerCommand(() -> start());
    int code = Commands.of(command).execute(args);
    if (!command.started()) {
      System.exit(code);
    }
  }

  private static void start() {
    application().run();
  }

  /** What is started, with the checks before it. */
  static SpringApplication application() {
    SpringApplication application = new SpringApplication(WorkerApplication.class);
    application.setAdditionalProfiles("worker");
    application.setLogStartupInfo(false);
    ApplicationListener<ApplicationEnvironmentPreparedEvent> required =
        event -> required(event.getEnvironment());
    application.addListeners(
        required, new RouteSettings(), new RouteProperties(), new SettingWarnings());
    return application;
  }

  private static void required(Environment env) {
    for (String name : REQUIRED) {
      if (env.getProperty(name, "").isBlank()) {
        throw new WrongSettingException(name, "should be set for a worker");
      }
    }
    String url = env.getProperty(REQUIRED.get(0), "");
    if (!url.strip().matches("(?i)https?://[^\\s/]+.*")) {
      throw new WrongSettingException(
          REQUIRED.get(0), "should be a URL such as https://rapport.example.org");
    }
  }

  /** Ends the worker: it could ask for ever, and never be let in. */
  private static Runnable refusedBy(String server) {
    AtomicBoolean told = new AtomicBoolean();
    return () -> {
      if (told.compareAndSet(false, true)) {
        System.err.println(
            "RAPPORT_CLIENT_ID and RAPPORT_CLIENT_SECRET: should be those of a client that "
                + server
                + " knows");
        // Not from a thread that the end waits for.
        new Thread(() -> System.exit(Commands.WRONG), "refused").start();
      }
    };
  }

  /** What an operator wants to know of a worker that has just come up. */
  @Bean
  ApplicationListener<ApplicationStartedEvent> startFacts(
      Environment env, @Value("${RAPPORT_SERVER_URL}") String server) {
    return event -> {
      log.info("Server     {}", server);
      log.info("Health     port {}", env.getProperty("local.server.port"));
      log.info("HL7 v2     {}", ChannelFacts.listener(env));
      log.info("Channels   {}", ChannelFacts.channels(env));
      String own = env.getProperty("rapport.routes", "");
      log.info("Routes     {}", own.isBlank() ? "the shipped ones" : "the shipped ones, " + own);
    };
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  FhirContext fhirContext() {
    return FhirContext.forR4Cached();
  }

  @Bean
  ServerAccess serverAccess(
      @Value("${RAPPORT_SERVER_URL}") String server,
      @Value("${RAPPORT_CLIENT_ID}") String id,
      @Value("${RAPPORT_CLIENT_SECRET}") String secret) {
    String root = server.replaceAll("/+$", "").replaceAll("/fhir$", "");
    String worker = host() + "-" + ProcessHandle.current().pid();
    return new ServerAccess(
        () -> root + "/fhir", () -> root + "/oauth2/token", id, secret, worker, refusedBy(root));
  }

  // In containers every worker is process 1.
  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "worker";
    }
  }
}

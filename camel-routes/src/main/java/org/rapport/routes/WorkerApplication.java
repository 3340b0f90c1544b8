package org.rapport.routes;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The routes alone, against a remote server: {@code java -jar rapport-worker.jar}. Any number may
 * run; the server hands each piece of work to one of them.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(RoutesConfiguration.class)
public class WorkerApplication {

  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(WorkerApplication.class);
    application.setAdditionalProfiles("worker");
    application.addListeners(new RouteProperties());
    for (String name :
        new String[] {"RAPPORT_SERVER_URL", "RAPPORT_CLIENT_ID", "RAPPORT_CLIENT_SECRET"}) {
      application.addListeners(new RequiredSetting(name));
    }
    try {
      application.run(args);
    } catch (RequiredSetting.Missing e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
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
    String worker = "worker-" + ProcessHandle.current().pid();
    return new ServerAccess(() -> root + "/fhir", () -> root + "/oauth2/token", id, secret, worker);
  }
}

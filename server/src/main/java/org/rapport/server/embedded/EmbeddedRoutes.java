package org.rapport.server.embedded;

import org.rapport.routes.RoutesConfiguration;
import org.rapport.routes.ServerAccess;
import org.rapport.routes.intake.store.LocalReads;
import org.rapport.routes.rapport.ServerOperations;
import org.rapport.server.config.Loopback;
import org.rapport.server.outreach.worker.WorkOperations;
import org.rapport.server.security.WorkerCredentials;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.StoredResources;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The routes in the server's own JVM ({@code RAPPORT_ROLE=all}). They speak to the server over
 * loopback like any worker, save for what every message takes ({@link LocalWork}) and what the
 * intake asks before it writes ({@link LocalIntake}).
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "rapport.role", havingValue = "all", matchIfMissing = true)
@Import(RoutesConfiguration.class)
class EmbeddedRoutes {

  @Bean
  ServerAccess serverAccess(Environment env, WorkerCredentials credentials) {
    return new ServerAccess(
        () -> Loopback.base(env) + "/fhir",
        () -> Loopback.base(env) + "/oauth2/token",
        credentials.id(),
        credentials.secret(),
        "embedded");
  }

  @Bean
  ServerOperations.Local localWork(WorkOperations work) {
    return new LocalWork(work);
  }

  @Bean
  LocalReads localIntake(
      HapiTables tables, StoredResources stored, TransactionTemplate transaction) {
    return new LocalIntake(tables, stored, transaction);
  }
}

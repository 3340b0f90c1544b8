package org.rapport.server.audit;

import java.time.Clock;
import javax.sql.DataSource;
import org.rapport.server.audit.chain.AnchorFiles;
import org.rapport.server.audit.chain.Chain;
import org.rapport.server.audit.chain.NodeKeys;
import org.rapport.server.audit.chain.Verifier;
import org.rapport.server.config.RapportSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The chain of this node, on the application's own database. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

  @Bean
  NodeKeys auditKeys(RapportSettings settings) {
    return NodeKeys.loadOrCreate(settings.data());
  }

  @Bean
  AnchorFiles anchorFiles(RapportSettings settings) {
    return new AnchorFiles(settings.data());
  }

  @Bean
  Chain auditChain(
      NodeKeys keys,
      AnchorFiles files,
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      Clock clock) {
    TransactionTemplate own = new TransactionTemplate(transactions);
    own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    return new Chain(keys, files, jdbc, own, clock);
  }

  @Bean
  Verifier auditVerifier(NodeKeys keys, AnchorFiles files, DataSource source) {
    return new Verifier(keys, files, source);
  }
}

package org.rapport.server.embedded;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.rapport.server.config.RapportSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One DataSource for HAPI, Flyway and our own SQL, so that all share a transaction. */
@Configuration(proxyBeanMethods = false)
public class DatabaseConfiguration {

  @Bean(destroyMethod = "close")
  @ConditionalOnExpression("'${rapport.database.url:}'.isBlank()")
  EmbeddedDatabase embeddedDatabase(RapportSettings settings) {
    return EmbeddedDatabase.start(settings.data());
  }

  @Bean(destroyMethod = "close")
  DataSource dataSource(RapportSettings settings, ObjectProvider<EmbeddedDatabase> embedded) {
    HikariDataSource pool = new HikariDataSource();
    RapportSettings.Database external = settings.database();
    if (external.external()) {
      pool.setJdbcUrl(external.url());
      pool.setUsername(external.username());
      pool.setPassword(external.password());
    } else {
      pool.setJdbcUrl(embedded.getObject().url());
      pool.setUsername(embedded.getObject().user());
      pool.setPassword(embedded.getObject().password());
    }
    pool.setPoolName("rapport");
    pool.setMaximumPoolSize(40);
    pool.setMinimumIdle(4);

    pool.addDataSourceProperty("reWriteBatchedInserts", "true");
    // The details of a refusal quote the row.
    pool.addDataSourceProperty("logServerErrorDetail", "false");
    pool.addDataSourceProperty("ApplicationName", "rapport");
    return pool;
  }
}

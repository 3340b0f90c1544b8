package org.rapport.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * Says what a start is at: half a minute of silence looks like a hang. The database, the shipped
 * definitions and the routes have a line of their own where they are.
 */
class StartSteps implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  private static final Logger log = LoggerFactory.getLogger(StartSteps.class);

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    String version = RapportApplication.class.getPackage().getImplementationVersion();
    log.info("Rapport {} starts; its settings are in order", version == null ? "" : version);
    context.getBeanFactory().addBeanPostProcessor(new Steps());
  }

  private static final class Steps implements BeanPostProcessor {
    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
      if (bean instanceof FlywayMigrationInitializer) {
        log.info("Bringing Rapport's own tables up to date");
      } else if (bean instanceof LocalContainerEntityManagerFactoryBean) {
        log.info("Bringing the tables of FHIR resources up to date");
      }
      return bean;
    }
  }
}

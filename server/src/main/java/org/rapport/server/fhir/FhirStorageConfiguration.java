package org.rapport.server.fhir;

import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.ParserOptions;
import ca.uhn.fhir.jpa.api.IDaoRegistry;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.binstore.DatabaseBinaryContentStorageSvcImpl;
import ca.uhn.fhir.jpa.config.HibernatePropertiesProvider;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.config.util.ResourceCountCacheUtil;
import ca.uhn.fhir.jpa.dao.FulltextSearchSvcImpl;
import ca.uhn.fhir.jpa.dao.IFulltextSearchSvc;
import ca.uhn.fhir.jpa.dao.search.HSearchSortHelperImpl;
import ca.uhn.fhir.jpa.dao.search.IHSearchSortHelper;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirPostgresDialect;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import ca.uhn.fhir.jpa.provider.DaoRegistryResourceSupportedSvc;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.search.HapiHSearchAnalysisConfigurers;
import ca.uhn.fhir.jpa.search.IStaleSearchDeletingSvc;
import ca.uhn.fhir.jpa.search.StaleSearchDeletingSvcImpl;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.jpa.subscription.match.config.SubscriptionProcessorConfig;
import ca.uhn.fhir.jpa.subscription.match.deliver.email.IEmailSender;
import ca.uhn.fhir.jpa.subscription.submit.config.SubscriptionSubmitterConfig;
import ca.uhn.fhir.jpa.util.ResourceCountCache;
import ca.uhn.fhir.rest.api.IResourceSupportedSvc;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.util.VersionUtil;
import jakarta.persistence.EntityManagerFactory;
import java.util.Properties;
import javax.sql.DataSource;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.dialect.Dialect;
import org.hibernate.search.backend.lucene.cfg.LuceneBackendSettings;
import org.hibernate.search.backend.lucene.cfg.LuceneIndexSettings;
import org.hibernate.search.engine.cfg.BackendSettings;
import org.hibernate.search.engine.cfg.EngineSettings;
import org.hibernate.search.mapper.orm.cfg.HibernateOrmMapperSettings;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.fulltext.LostWords;
import org.rapport.server.store.StoredSettings;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.orm.jpa.hibernate.SpringImplicitNamingStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/**
 * HAPI FHIR's JPA storage for R4 on PostgreSQL, with Lucene for full text. Hibernate owns HAPI's
 * tables in schema {@code public}; Flyway owns ours in schema {@code rapport}.
 */
@Configuration(proxyBeanMethods = false)
@EnableTransactionManagement
@Import({
  JpaR4Config.class,
  ThreadPoolFactoryConfig.class,
  SubscriptionSubmitterConfig.class,
  SubscriptionProcessorConfig.class,
  SubscriptionChannelConfig.class,
  JpaBatch2Config.class,
  Batch2JobsConfig.class
})
public class FhirStorageConfiguration {
  static final int MAX_PAGE_SIZE = 500;
  static final int DEFAULT_PAGE_SIZE = 50;

  @Bean
  JpaStorageSettings jpaStorageSettings(RapportSettings settings) {
    JpaStorageSettings storage = new JpaStorageSettings();
    storage.setResourceServerIdStrategy(JpaStorageSettings.IdStrategyEnum.UUID);
    storage.setResourceClientIdStrategy(JpaStorageSettings.ClientIdStrategyEnum.ANY);
    // A cached search may serve rows of an earlier moment, or of another caller.
    storage.setReuseCachedSearchResultsForMillis(null);
    storage.setFetchSizeDefaultMaximum(MAX_PAGE_SIZE);
    storage.setExpireSearchResultsAfterMillis(10 * 60_000L);
    storage.setIndexMissingFields(StorageSettings.IndexEnabledEnum.DISABLED);
    storage.setHibernateSearchIndexFullText(true);
    storage.setHibernateSearchIndexSearchParams(false);
    storage.setAllowExternalReferences(true);
    // An erasure takes the history too.
    storage.setExpungeEnabled(true);
    // A deleted visit or patient is an event that plans answer to, not an error of the caller.
    storage.setEnforceReferentialIntegrityOnDelete(false);
    storage.setAutoCreatePlaceholderReferenceTargets(false);
    // HAPI ignores every stored SearchParameter, ours of the contract included, unless this is on.
    storage.setDefaultSearchParamsCanBeOverridden(true);
    storage.setEnableTaskPreExpandValueSets(false);
    storage.setMatchUrlCacheEnabled(false);
    storage.getTreatBaseUrlsAsLocal().add(settings.publicBase() + "/fhir");
    return storage;
  }

  /** A reference to a version comes back as it was written, within contained resources too. */
  @Bean
  ParserOptions referencesAsWritten(FhirContext context) {
    return context.getParserOptions().setStripVersionsFromReferences(false);
  }

  @Bean
  PartitionSettings partitionSettings() {
    return new PartitionSettings();
  }

  @Bean
  SubscriptionSettings subscriptionSettings() {
    return new SubscriptionSettings();
  }

  @Bean
  @Primary
  LocalContainerEntityManagerFactoryBean entityManagerFactory(
      DataSource dataSource,
      ConfigurableListableBeanFactory beanFactory,
      FhirContext fhirContext,
      JpaStorageSettings storageSettings,
      RapportSettings settings,
      LostWords lostWords) {
    LocalContainerEntityManagerFactoryBean factory =
        HapiEntityManagerFactoryUtil.newEntityManagerFactory(
            beanFactory, fhirContext, storageSettings);
    factory.setPersistenceUnitName("HAPI_PU");
    factory.setDataSource(dataSource);
    Properties jpa = new Properties();
    jpa.put(AvailableSettings.DIALECT, HapiFhirPostgresDialect.class.getName());
    jpa.put(AvailableSettings.SCANNER, "org.hibernate.boot.archive.scan.internal.DisabledScanner");
    jpa.put(
        AvailableSettings.IMPLICIT_NAMING_STRATEGY, SpringImplicitNamingStrategy.class.getName());
    jpa.put(AvailableSettings.HBM2DDL_AUTO, schemaExists(dataSource) ? "none" : "update");
    jpa.put(AvailableSettings.STATEMENT_BATCH_SIZE, "30");
    jpa.put(AvailableSettings.ORDER_INSERTS, "true");
    jpa.put(AvailableSettings.ORDER_UPDATES, "true");
    jpa.put(AvailableSettings.USE_QUERY_CACHE, "false");
    jpa.put(AvailableSettings.USE_SECOND_LEVEL_CACHE, "false");
    jpa.put(HibernateOrmMapperSettings.ENABLED, "true");
    jpa.put(BackendSettings.backendKey(BackendSettings.TYPE), "lucene");
    jpa.put(
        BackendSettings.backendKey(LuceneBackendSettings.ANALYSIS_CONFIGURER),
        HapiHSearchAnalysisConfigurers.HapiLuceneAnalysisConfigurer.class.getName());
    jpa.put(BackendSettings.backendKey(LuceneIndexSettings.DIRECTORY_TYPE), "local-filesystem");
    jpa.put(
        BackendSettings.backendKey(LuceneIndexSettings.DIRECTORY_ROOT),
        settings.data().resolve("lucene").toAbsolutePath().toString());
    jpa.put(BackendSettings.backendKey(LuceneBackendSettings.LUCENE_VERSION), "LATEST");
    // A segment is written each second while there is anything to index: merging ten of them at a
    // time took more than indexing itself.
    jpa.put(BackendSettings.backendKey(LuceneIndexSettings.IO_MERGE_FACTOR), "30");
    // The index follows within a second; to wait for its fsync in every transaction would cost more
    // than all else, and the truth is in PostgreSQL: it catches up with that by itself.
    jpa.put(EngineSettings.BACKGROUND_FAILURE_HANDLER, lostWords);
    jpa.put(HibernateOrmMapperSettings.INDEXING_PLAN_SYNCHRONIZATION_STRATEGY, "async");
    factory.setJpaProperties(jpa);
    return factory;
  }

  // Comparing HAPI's whole schema costs seconds at every start; it changes only with HAPI's
  // version.
  private static boolean schemaExists(DataSource dataSource) {
    return new StoredSettings(JdbcClient.create(dataSource))
        .find(SchemaVersion.SETTING)
        .filter(VersionUtil.getVersion()::equals)
        .isPresent();
  }

  @Bean
  @Primary
  JpaTransactionManager transactionManager(EntityManagerFactory entityManagerFactory) {
    return new JpaTransactionManager(entityManagerFactory);
  }

  @Bean
  @Primary
  HibernatePropertiesProvider hibernatePropertiesProvider() {
    return new HibernatePropertiesProvider() {
      private final Dialect dialect = new HapiFhirPostgresDialect();

      @Override
      public Dialect getDialect() {
        return dialect;
      }

      @Override
      public String getHibernateSearchBackend() {
        return "lucene";
      }
    };
  }

  @Bean
  IFulltextSearchSvc fullTextSearchSvc() {
    return new FulltextSearchSvcImpl();
  }

  @Bean
  IStaleSearchDeletingSvc staleSearchDeletingSvc() {
    return new StaleSearchDeletingSvcImpl();
  }

  @Bean
  IHSearchSortHelper hSearchSortHelper(ISearchParamRegistry searchParamRegistry) {
    return new HSearchSortHelperImpl(searchParamRegistry);
  }

  @Bean
  DatabaseBackedPagingProvider databaseBackedPagingProvider() {
    DatabaseBackedPagingProvider paging = new DatabaseBackedPagingProvider();
    paging.setDefaultPageSize(DEFAULT_PAGE_SIZE);
    paging.setMaximumPageSize(MAX_PAGE_SIZE);
    return paging;
  }

  @Bean
  IResourceSupportedSvc resourceSupportedSvc(IDaoRegistry daoRegistry) {
    return new DaoRegistryResourceSupportedSvc(daoRegistry);
  }

  @Bean(name = "myResourceCountsCache")
  ResourceCountCache resourceCountsCache(IFhirSystemDao<?, ?> systemDao) {
    return ResourceCountCacheUtil.newResourceCountCache(systemDao);
  }

  @Bean
  IEmailSender emailSender() {
    return details -> {
      throw new UnsupportedOperationException("Subscriptions do not send e-mail");
    };
  }

  @Bean
  DatabaseBinaryContentStorageSvcImpl binaryStorage() {
    return new DatabaseBinaryContentStorageSvcImpl();
  }
}

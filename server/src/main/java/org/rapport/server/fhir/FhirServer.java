package org.rapport.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.provider.BaseJpaResourceProvider;
import ca.uhn.fhir.jpa.provider.ValueSetOperationProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.HardcodedServerAddressStrategy;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.store.rows.PostedResources;
import org.springframework.stereotype.Component;

/**
 * Builds the HAPI servlet. It is held here rather than exposed as a bean, because a Servlet bean is
 * created while Tomcat is built, before Spring freezes its configuration, and every later lookup by
 * type is then uncached (a quarter of the start).
 */
@Component
public class FhirServer {
  private final FhirContext context;
  private final IFhirSystemDao<?, ?> systemDao;
  private final SystemProvider systemProvider;
  private final ResourceProviderFactory resourceProviders;
  private final JpaStorageSettings storageSettings;
  private final ISearchParamRegistry searchParameters;
  private final IValidationSupport validationSupport;
  private final DatabaseBackedPagingProvider paging;
  private final ValueSetOperationProvider valueSetOperations;
  private final List<OwnStore> ownStores;
  private final List<FhirOperations> operations;
  private final List<FhirInterceptor> interceptors;
  private final KnownOperations known;
  private final PostedResources posted;
  private final RapportSettings settings;

  FhirServer(
      FhirContext context,
      IFhirSystemDao<?, ?> systemDao,
      SystemProvider systemProvider,
      ResourceProviderFactory resourceProviders,
      JpaStorageSettings storageSettings,
      ISearchParamRegistry searchParameters,
      IValidationSupport validationSupport,
      DatabaseBackedPagingProvider paging,
      ValueSetOperationProvider valueSetOperations,
      List<OwnStore> ownStores,
      List<FhirOperations> operations,
      List<FhirInterceptor> interceptors,
      KnownOperations known,
      PostedResources posted,
      RapportSettings settings) {
    this.context = context;
    this.systemDao = systemDao;
    this.systemProvider = systemProvider;
    this.resourceProviders = resourceProviders;
    this.storageSettings = storageSettings;
    this.searchParameters = searchParameters;
    this.validationSupport = validationSupport;
    this.paging = paging;
    this.valueSetOperations = valueSetOperations;
    this.ownStores = ownStores;
    this.operations = operations;
    this.interceptors = interceptors;
    this.known = known;
    this.posted = posted;
    this.settings = settings;
  }

  /** A new servlet with every provider and interceptor registered. */
  RestfulServer build() {
    RestfulServer server = new RestfulServer(context);
    Map<String, Set<String>> own =
        ownStores.stream().collect(Collectors.toMap(OwnStore::type, OwnStore::searchParameters));
    resourceProviders.createProviders().stream()
        .filter(
            provider ->
                !(provider instanceof IResourceProvider stock)
                    || !own.containsKey(stock.getResourceType().getSimpleName()))
        .forEach(provider -> server.registerProvider(storing(provider)));
    server.registerProviders(ownStores);
    server.registerProvider(systemProvider);
    server.registerProvider(valueSetOperations);
    operations.forEach(server::registerProvider);
    interceptors.forEach(server::registerInterceptor);
    TrueCapabilities capability =
        new TrueCapabilities(
            server,
            systemDao,
            storageSettings,
            searchParameters,
            validationSupport,
            known::exists,
            own,
            settings.publicBase().toString());
    capability.setImplementationDescription("Rapport");
    server.setServerConformanceProvider(capability);
    server.setServerName("Rapport");
    String version = FhirServer.class.getPackage().getImplementationVersion();
    server.setServerVersion(version == null ? "development" : version);
    server.setDefaultResponseEncoding(EncodingEnum.JSON);
    server.setDefaultPrettyPrint(false);
    server.setPagingProvider(paging);
    server.setServerAddressStrategy(
        new HardcodedServerAddressStrategy(settings.publicBase() + "/fhir"));
    return server;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private Object storing(Object provider) {
    if (provider instanceof BaseJpaResourceProvider stock) {
      stock.setDao(posted.over(stock.getDao()));
    }
    return provider;
  }
}

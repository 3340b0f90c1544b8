package org.rapport.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.MetadataResource;
import org.rapport.server.store.Fingerprint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Loads the shipped terminology, profiles and journeys at start: what is new, or differs by
 * checksum from what was loaded before. Idempotent; runs before the routes start and before Tomcat
 * takes requests.
 */
@Component
public class ConformanceLoader implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ConformanceLoader.class);
  private static final int BATCH = 25;

  private final FhirContext context;
  private final IFhirSystemDao<Bundle, ?> systemDao;
  private final ISearchParamRegistry searchParameters;
  private final JpaStorageSettings storageSettings;
  private final JdbcClient jdbc;
  private volatile boolean running;

  ConformanceLoader(
      FhirContext context,
      IFhirSystemDao<Bundle, ?> systemDao,
      ISearchParamRegistry searchParameters,
      JpaStorageSettings storageSettings,
      JdbcClient jdbc) {
    this.context = context;
    this.storageSettings = storageSettings;
    this.systemDao = systemDao;
    this.searchParameters = searchParameters;
    this.jdbc = jdbc;
  }

  private record Shipped(MetadataResource resource, String checksum) {}

  /** Every shipped resource, parsed. */
  public static List<MetadataResource> shipped(FhirContext context) {
    return read(context).stream().map(Shipped::resource).toList();
  }

  private static List<Shipped> read(FhirContext context) {
    PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
    List<Shipped> result = new ArrayList<>();
    try {
      for (String folder : List.of("rapport-terminology", "rapport-profiles")) {
        for (Resource file : resolver.getResources("classpath*:" + folder + "/*.json")) {
          String json = file.getContentAsString(StandardCharsets.UTF_8);
          result.add(
              new Shipped(
                  (MetadataResource) context.newJsonParser().parseResource(json),
                  Fingerprint.of(context.getVersion().getVersion().name(), json)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The shipped profiles cannot be read", e);
    }
    if (result.isEmpty()) {
      throw new IllegalStateException("No shipped profiles on the class path");
    }
    result.sort(Comparator.comparing(shipped -> shipped.resource().getUrl()));
    return result;
  }

  @Override
  public void start() {
    Map<String, String> loaded =
        jdbc
            .sql("select url, checksum from rapport.loaded_resource")
            .query((row, n) -> Map.entry(row.getString(1), row.getString(2)))
            .list()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    List<Shipped> changed =
        read(context).stream()
            .filter(shipped -> !shipped.checksum().equals(loaded.get(shipped.resource().getUrl())))
            .toList();
    if (!changed.isEmpty()) {
      log.info("Loading {} shipped profiles, code systems and journeys", changed.size());
    }
    // HAPI's reindex job does not run this early; a shipped parameter is there before any data.
    boolean reindex = storageSettings.isMarkResourcesForReindexingUponSearchParameterChange();
    storageSettings.setMarkResourcesForReindexingUponSearchParameterChange(false);
    try {
      for (int from = 0; from < changed.size(); from += BATCH) {
        load(changed.subList(from, Math.min(changed.size(), from + BATCH)));
      }
    } finally {
      storageSettings.setMarkResourcesForReindexingUponSearchParameterChange(reindex);
    }
    if (!changed.isEmpty()) {
      searchParameters.forceRefresh();
    }
    running = true;
  }

  private void load(List<Shipped> batch) {
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    for (Shipped shipped : batch) {
      MetadataResource resource = shipped.resource();
      bundle
          .addEntry()
          .setResource(resource)
          .getRequest()
          .setMethod(HTTPVerb.PUT)
          .setUrl(resource.fhirType() + "/" + resource.getIdElement().getIdPart());
    }
    systemDao.transaction(new SystemRequestDetails(), bundle);
    for (Shipped shipped : batch) {
      jdbc.sql(
              """
              insert into rapport.loaded_resource (url, version, checksum) values (?, ?, ?)
              on conflict (url) do update set version = excluded.version, checksum = excluded.checksum""")
          .params(
              shipped.resource().getUrl(),
              String.valueOf(shipped.resource().getVersion()),
              shipped.checksum())
          .update();
    }
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  // Before the web server and Camel, which start in the last phases.
  @Override
  public int getPhase() {
    return 0;
  }
}

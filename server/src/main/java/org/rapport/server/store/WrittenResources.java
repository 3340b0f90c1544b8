package org.rapport.server.store;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * What the running transaction has written, so that who plans in the same transaction need not read
 * it back. Forgotten with the transaction; a transaction in between sees nothing of it.
 */
@Component
@Interceptor
public class WrittenResources implements StorageInterceptor {
  private final PerTransaction<Map<String, Resource>> written =
      new PerTransaction<>(HashMap::new, forgotten -> {});

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource) {
    keep(resource);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource resource) {
    keep(resource);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
  public void deleted(IBaseResource resource) {
    written.found().ifPresent(all -> all.remove(reference(resource)));
  }

  /** The resource as this transaction has written it last; the caller's to change. */
  Optional<Resource> find(IdType id) {
    return id.hasVersionIdPart()
        ? Optional.empty()
        : written
            .found()
            .map(all -> all.get(id.getResourceType() + "/" + id.getIdPart()))
            .map(Resource::copy);
  }

  private void keep(IBaseResource resource) {
    written.get().ifPresent(all -> all.put(reference(resource), (Resource) resource));
  }

  private static String reference(IBaseResource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }
}

package org.rapport.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.projection.StorageInterceptor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What the running transaction has written, so that who plans in the same transaction need not read
 * it back. Forgotten with the transaction; a transaction in between sees nothing of it.
 */
@Component
@Interceptor
public class WrittenResources implements StorageInterceptor {

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
    Map<String, Resource> written = written();
    if (written != null) {
      written.remove(reference(resource));
    }
  }

  /** The resource as this transaction has written it last; the caller's to change. */
  Optional<Resource> find(IdType id) {
    Map<String, Resource> written = written();
    return written == null || id.hasVersionIdPart()
        ? Optional.empty()
        : Optional.ofNullable(written.get(id.getResourceType() + "/" + id.getIdPart()))
            .map(Resource::copy);
  }

  private void keep(IBaseResource resource) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      return;
    }
    Map<String, Resource> written = written();
    if (written == null) {
      written = new HashMap<>();
      TransactionSynchronizationManager.registerSynchronization(new Kept(written));
      TransactionSynchronizationManager.bindResource(this, written);
    }
    written.put(reference(resource), (Resource) resource);
  }

  @SuppressWarnings("unchecked")
  private Map<String, Resource> written() {
    return (Map<String, Resource>) TransactionSynchronizationManager.getResource(this);
  }

  private static String reference(IBaseResource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }

  private final class Kept implements TransactionSynchronization {
    private final Map<String, Resource> written;

    Kept(Map<String, Resource> written) {
      this.written = written;
    }

    @Override
    public void suspend() {
      TransactionSynchronizationManager.unbindResourceIfPossible(WrittenResources.this);
    }

    @Override
    public void resume() {
      TransactionSynchronizationManager.bindResource(WrittenResources.this, written);
    }

    @Override
    public void afterCompletion(int status) {
      TransactionSynchronizationManager.unbindResourceIfPossible(WrittenResources.this);
    }
  }
}

package org.rapport.server.audit.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.rapport.server.store.StorageInterceptor;
import org.springframework.stereotype.Component;

/** The last wall: HAPI's store takes no AuditEvent, by whichever way it comes. */
@Component
@Interceptor
public class NoStoredEvents implements StorageInterceptor {
  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void created(IBaseResource resource) {
    refuse(resource);
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after) {
    refuse(after);
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
  public void deleted(IBaseResource resource) {
    refuse(resource);
  }

  private static void refuse(IBaseResource resource) {
    if (AppendOnly.TYPE.equals(resource.fhirType())) {
      throw AppendOnly.refused();
    }
  }
}

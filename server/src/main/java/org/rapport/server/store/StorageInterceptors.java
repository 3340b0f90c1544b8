package org.rapport.server.store;

import ca.uhn.fhir.interceptor.api.IInterceptorService;
import jakarta.annotation.PostConstruct;
import java.util.List;
import org.springframework.stereotype.Component;

/** Registers every {@link StorageInterceptor}, before anything that runs at start writes. */
@Component
class StorageInterceptors {
  private final IInterceptorService service;
  private final List<StorageInterceptor> interceptors;

  StorageInterceptors(IInterceptorService service, List<StorageInterceptor> interceptors) {
    this.service = service;
    this.interceptors = interceptors;
  }

  @PostConstruct
  void register() {
    service.registerInterceptors(interceptors);
  }
}

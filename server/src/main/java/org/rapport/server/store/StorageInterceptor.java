package org.rapport.server.store;

/**
 * Marks a bean that HAPI's storage calls by its {@code Hook} methods for whatever is written, by
 * HTTP, in a batch or by our own code. {@link StorageInterceptors} registers it.
 */
public interface StorageInterceptor {

  /** Order of those that read what the projections say of the resource that is being written. */
  int AFTER_PROJECTIONS = 100;
}

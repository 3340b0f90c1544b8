package org.rapport.server.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.springframework.stereotype.Component;

/**
 * The store's session of the running transaction. Who writes resources and then searches in the
 * same transaction has to renew it in between: HAPI leaves rows in it that its searches trip over.
 */
@Component
public class StoreSession {
  @PersistenceContext private EntityManager entities;

  /** Sends what was written to the database and forgets it. Needs a transaction. */
  public void renew() {
    entities.flush();
    entities.clear();
  }
}

package org.rapport.server.subscription;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.util.Optional;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.rapport.server.store.StoredResources;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes the status of a Subscription, in its resource and its row, in one transaction. */
@Component
class SubscriptionStatuses {
  private final StoredResources stored;
  private final IFhirResourceDao<Subscription> resources;
  private final Subscribers subscribers;
  private final TransactionTemplate transaction;
  private final Clock clock;

  SubscriptionStatuses(
      StoredResources stored,
      IFhirResourceDao<Subscription> resources,
      Subscribers subscribers,
      TransactionTemplate transaction,
      Clock clock) {
    this.stored = stored;
    this.resources = resources;
    this.subscribers = subscribers;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Changes it, unless a client has written it meanwhile.
   *
   * @param error null: none
   */
  void move(Subscriber one, String status, String error) {
    transaction.executeWithoutResult(
        running -> {
          Optional<Subscription> found = stored.read(Subscription.class, one.id());
          if (found.isEmpty()) {
            // Its resource is gone without a word, as by an expunge.
            subscribers.remove(one.id());
            return;
          }
          // The resource first, as a client's write takes them.
          Subscription changed = found.get();
          changed.setStatus(SubscriptionStatus.fromCode(status)).setError(error);
          resources.update(changed, new SystemRequestDetails());
          if (!subscribers.moved(one, status, error, clock.instant())) {
            running.setRollbackOnly();
          }
        });
  }
}

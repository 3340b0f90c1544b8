package org.rapport.server.subscription;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.time.Clock;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.rapport.server.security.scope.Grants;
import org.rapport.server.store.PerTransaction;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.server.work.WorkQueue;
import org.rapport.server.work.WorkSignal;
import org.springframework.stereotype.Component;

/**
 * Takes what clients write of Subscriptions: reads it, keeps who wrote it, and has the endpoint
 * asked before anything is sent there. Our own changes of a status pass.
 */
@Component
@Interceptor
public class SubscriptionWrites implements StorageInterceptor {
  /** What a resource carries from its check to its commit. */
  private static final String TAKEN = "rapport.subscription";

  private final ReadSubscription read;
  private final Subscribers subscribers;
  private final KeptHeaders headers;
  private final Grants grants;
  private final WorkQueue queue;
  private final Clock clock;
  private final PerTransaction<Boolean> changed;

  private record Taken(Wanted wanted, String headers) {}

  SubscriptionWrites(
      ReadSubscription read,
      Subscribers subscribers,
      KeptHeaders headers,
      Grants grants,
      WatchedTopics watched,
      WorkQueue queue,
      Clock clock,
      WorkSignal signal) {
    this.read = read;
    this.subscribers = subscribers;
    this.headers = headers;
    this.grants = grants;
    this.queue = queue;
    this.clock = clock;
    this.changed =
        new PerTransaction<>(
            () -> true,
            any -> {
              watched.refresh();
              signal.raise(DeliveryLoop.KIND);
            });
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void creating(IBaseResource resource, RequestDetails request) {
    check(resource, request);
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void updating(IBaseResource before, IBaseResource after, RequestDetails request) {
    if (after instanceof Subscription one && request instanceof ServletRequestDetails) {
      refuseOthersId(one.getIdElement().getIdPart());
    }
    check(after, request);
  }

  // Its history says where another client was told.
  private void refuseOthersId(String id) {
    if (!grants.callerMay("*", "cruds") && subscribers.find(id).isEmpty()) {
      throw new ForbiddenOperationException("A Subscription of this id was deleted: take another");
    }
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
  public void deleting(IBaseResource resource, RequestDetails request) {
    if (resource instanceof Subscription one && request instanceof ServletRequestDetails) {
      subscribers.find(one.getIdElement().getIdPart()).ifPresent(this::refuseOthers);
    }
  }

  private void check(IBaseResource resource, RequestDetails request) {
    if (!(resource instanceof Subscription subscription)
        || !(request instanceof ServletRequestDetails)) {
      return;
    }
    Optional<Subscriber> known =
        Optional.ofNullable(subscription.getIdElement().getIdPart()).flatMap(subscribers::find);
    known.ifPresent(this::refuseOthers);
    Wanted wanted = read.read(subscription);
    if (wanted.isClaimed() && !grants.callerMay("*", "cruds")) {
      throw ReadSubscription.refused("Subscription.channel.type", "should be rest-hook");
    }
    if (!grants.callerMay(wanted.topic().type(), "r")) {
      throw new ForbiddenOperationException("The token's scopes do not allow this");
    }
    String sealed = headers.take(subscription, wanted, known);
    subscription.setError(null);
    subscription.setStatus(status(subscription.getStatus(), wanted, sealed, known));
    subscription.setUserData(TAKEN, new Taken(wanted, sealed));
  }

  private void refuseOthers(Subscriber one) {
    if (!grants.isCallers(one.grant())) {
      throw new ForbiddenOperationException("The Subscription is another client's");
    }
  }

  // It stays active where nothing changes that the endpoint was asked about.
  private SubscriptionStatus status(
      SubscriptionStatus asked, Wanted wanted, String sealed, Optional<Subscriber> known) {
    if (asked == SubscriptionStatus.OFF) {
      return SubscriptionStatus.OFF;
    }
    if (wanted.isClaimed()) {
      // Nobody has to be asked first: who claims is there.
      return SubscriptionStatus.ACTIVE;
    }
    boolean goesOn =
        asked == SubscriptionStatus.ACTIVE
            && known
                .filter(one -> one.status().equals(Subscriber.ACTIVE))
                .filter(one -> one.endpoint().equals(wanted.endpoint().toString()))
                .filter(one -> one.headers().equals(sealed))
                .isPresent();
    return goesOn ? SubscriptionStatus.ACTIVE : SubscriptionStatus.REQUESTED;
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource) {
    if (resource instanceof Subscription subscription
        && subscription.getUserData(TAKEN) instanceof Taken taken) {
      subscription.clearUserData(TAKEN);
      subscribers.put(
          subscription.getIdElement().getIdPart(),
          taken.wanted(),
          taken.headers(),
          subscription.getStatus().toCode(),
          grants.current().orElseThrow(),
          clock.instant());
      if (taken.wanted().isClaimed()) {
        // What waited while it was off or in error.
        queue.own(
            WorkQueue.PUBLISH,
            subscription.getIdElement().getIdPart(),
            "Subscription/" + subscription.getIdElement().getIdPart(),
            clock.instant());
      }
      changed.get();
    }
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after) {
    created(after);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
  public void deleted(IBaseResource resource) {
    if (resource instanceof Subscription one) {
      subscribers.remove(one.getIdElement().getIdPart());
      changed.get();
    }
  }
}

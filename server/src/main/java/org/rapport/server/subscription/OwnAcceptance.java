package org.rapport.server.subscription;

import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.jpa.subscription.submit.interceptor.SubscriptionValidatingInterceptor;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Takes HAPI's own check of Subscriptions out of the way: it judges them by what HAPI would
 * deliver, and tags them for it. {@link SubscriptionWrites} says what we take.
 */
@Component
class OwnAcceptance {
  private final IInterceptorService interceptors;
  private final SubscriptionValidatingInterceptor hapis;

  OwnAcceptance(IInterceptorService interceptors, SubscriptionValidatingInterceptor hapis) {
    this.interceptors = interceptors;
    this.hapis = hapis;
  }

  /** HAPI registers it while the context is made. */
  @EventListener(ContextRefreshedEvent.class)
  void withdraw() {
    interceptors.unregisterInterceptor(hapis);
  }
}

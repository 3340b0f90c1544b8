package org.rapport.server.subscription;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseConformance;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.rapport.server.fhir.FhirInterceptor;
import org.springframework.stereotype.Component;

/** Names in the capability statement which topics there are, and by which guide. */
@Component
@Interceptor
public class TopicCapabilities implements FhirInterceptor {
  @Hook(Pointcut.SERVER_CAPABILITY_STATEMENT_GENERATED)
  public void generated(IBaseConformance any) {
    if (!(any instanceof CapabilityStatement statement)) {
      return;
    }
    if (!statement.hasInstantiates(Backport.SERVER)) {
      statement.addInstantiates(Backport.SERVER);
    }
    statement.getRest().stream()
        .flatMap(rest -> rest.getResource().stream())
        .filter(
            type -> type.getType().equals("Subscription") && !type.hasExtension(Backport.TOPICS))
        .forEach(
            type -> {
              type.addSupportedProfile(Backport.SUBSCRIPTION);
              for (SubscribedTopic topic : SubscribedTopic.values()) {
                type.addExtension(Backport.TOPICS, new CanonicalType(topic.canonical()));
              }
            });
  }
}

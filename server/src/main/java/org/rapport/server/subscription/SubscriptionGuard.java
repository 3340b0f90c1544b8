package org.rapport.server.subscription;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Subscription;
import org.rapport.server.fhir.FhirInterceptor;
import org.rapport.server.security.scope.Grant;
import org.rapport.server.security.scope.Grants;
import org.springframework.stereotype.Component;

/** A Subscription is there for who wrote it, and for administrators; for nobody else. */
@Component
@Interceptor
public class SubscriptionGuard implements FhirInterceptor {
  private final Subscribers subscribers;
  private final Grants grants;

  SubscriptionGuard(Subscribers subscribers, Grants grants) {
    this.subscribers = subscribers;
    this.grants = grants;
  }

  /** Others' are not there. */
  @Hook(Pointcut.STORAGE_PREACCESS_RESOURCES)
  public void found(RequestDetails request, IPreResourceAccessDetails details) {
    if (!(request instanceof ServletRequestDetails) || grants.callerMay("*", "cruds")) {
      return;
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < details.size(); i++) {
      if (details.getResource(i) instanceof Subscription one) {
        ids.add(one.getIdElement().getIdPart());
      }
    }
    if (ids.isEmpty()) {
      return;
    }
    Map<String, Grant> owners = subscribers.owners(ids);
    for (int i = 0; i < details.size(); i++) {
      if (details.getResource(i) instanceof Subscription one) {
        Grant owner = owners.get(one.getIdElement().getIdPart());
        if (owner == null || !grants.isCallers(owner)) {
          details.setDontReturnResourceAtIndex(i);
        }
      }
    }
  }

  /** How many there are of others' is not told either. */
  @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
  public void counted(RequestDetails request, ResponseDetails answer) {
    if ("Subscription".equals(request.getResourceName())
        && request.getOperation() == null
        && answer.getResponseResource() instanceof Bundle found
        && !grants.callerMay("*", "cruds")) {
      found.setTotalElement(null);
    }
  }
}

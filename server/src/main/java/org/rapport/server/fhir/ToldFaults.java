package org.rapport.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import org.springframework.stereotype.Component;

/** Says every failure of a request in words of ours: {@link FhirFaults}. */
@Component
@Interceptor
public class ToldFaults implements FhirInterceptor {

  @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
  public BaseServerResponseException told(RequestDetails request, Throwable failure) {
    return FhirFaults.told(failure, request != null && request.getHeader("If-Match") != null);
  }
}

package org.rapport.server.audit.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.rapport.server.fhir.FhirInterceptor;
import org.springframework.stereotype.Component;

/**
 * Nobody writes the trail through the API, whatever their rights; it has no versions; and nothing
 * reaches it from other types, whose searches know nothing of it.
 */
@Component
@Interceptor
public class AppendOnly implements FhirInterceptor {
  static final String TYPE = "AuditEvent";
  private static final Set<RequestTypeEnum> READS =
      Set.of(RequestTypeEnum.GET, RequestTypeEnum.HEAD);

  /** {@code AuditEvent}, with what stands before and after it in an address. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?:.*/)?AuditEvent(?:[/?].*)?", Pattern.DOTALL);

  /** By its method and address. */
  @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
  public void asked(RequestDetails request) {
    String operation = request.getOperation();
    if (TYPE.equals(request.getResourceName())) {
      boolean question =
          operation != null && (operation.startsWith("$") || operation.equals("_search"));
      if ("_history".equals(operation) || !READS.contains(request.getRequestType()) && !question) {
        throw refused();
      }
    }
    for (Map.Entry<String, String[]> parameter : request.getParameters().entrySet()) {
      String name = parameter.getKey();
      boolean joins = name.startsWith("_include") || name.startsWith("_revinclude");
      if (name.startsWith("_has:AuditEvent:") || joins && names(parameter.getValue())) {
        throw new InvalidRequestException("Entries of the trail are found by a search of it alone");
      }
    }
  }

  private static boolean names(String[] values) {
    for (String value : values) {
      if (value.startsWith(TYPE + ":") || value.contains(":" + TYPE)) {
        return true;
      }
    }
    return false;
  }

  /** By the entries of a Bundle. */
  @Hook(Pointcut.STORAGE_TRANSACTION_PROCESSING)
  public void entries(IBaseBundle written) {
    if (written instanceof Bundle bundle) {
      for (BundleEntryComponent entry : bundle.getEntry()) {
        HTTPVerb method = entry.getRequest().getMethod();
        String url = String.valueOf(entry.getRequest().getUrl());
        String path = url.split("\\?", 2)[0];
        boolean write = method != HTTPVerb.GET && method != HTTPVerb.HEAD;
        if (ADDRESS.matcher(url).matches()
            && path.contains(TYPE)
            && (write || path.contains("_history"))) {
          throw refused();
        }
      }
    }
  }

  static MethodNotAllowedException refused() {
    return new MethodNotAllowedException("The audit trail is only read; it writes itself");
  }
}

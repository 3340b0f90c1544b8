package org.rapport.server.security.scope;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.util.FhirTerser;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.fhir.FhirInterceptor;
import org.springframework.stereotype.Component;

/**
 * Holds what a request says beyond its address to the token's scopes: search parameters, match URLs
 * within resources, the entries of batches and transactions, patches that ask questions; and what
 * comes out. Beyond scope: 403 with an OperationOutcome; in a batch the entry alone.
 */
@Component
@Interceptor
public class ScopeAuthorization implements FhirInterceptor {
  private static final Set<String> ANSWERS =
      Set.of("OperationOutcome", "Bundle", "Parameters", "CapabilityStatement");

  private final SearchReach reach;
  private final FhirTerser terser;

  ScopeAuthorization(SearchReach reach, FhirContext context) {
    this.reach = reach;
    this.terser = context.newTerser();
  }

  /** Search parameters, in the address or in the body, and conditions of writes. */
  @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
  public void asked(RequestDetails request) {
    SystemScopes scopes = TokenScopes.current();
    if (scopes.everything()) {
      return;
    }
    Set<Need> needs = new HashSet<>();
    String type = request.getResourceName();
    for (Map.Entry<String, String[]> parameter : request.getParameters().entrySet()) {
      for (String value : parameter.getValue()) {
        reach.of(type == null ? "*" : type, parameter.getKey(), value, needs);
      }
    }
    String condition = request.getHeader("If-None-Exist");
    if (condition != null && type != null) {
      needs.addAll(reach.ofMatchUrl(condition.contains("?") ? condition : type + "?" + condition));
    }
    if (request.getRequestType() == RequestTypeEnum.PATCH
        && PatchQuestions.asks(request.getHeader("Content-Type"), body(request))) {
      needs.add(Need.of(type, 'r'));
    }
    require(scopes, needs);
  }

  /** Match URLs in the references of what is written. */
  @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
  public void written(RequestDetails request) {
    if (request.getResource() instanceof Resource resource && !(resource instanceof Bundle)) {
      SystemScopes scopes = TokenScopes.current();
      if (!scopes.everything()) {
        require(scopes, inReferences(resource));
      }
    }
  }

  /** The entries of a transaction, or the one entry of a batch that is processed. */
  @Hook(Pointcut.STORAGE_TRANSACTION_PROCESSING)
  public void entries(RequestDetails request, IBaseBundle written) {
    SystemScopes scopes = TokenScopes.current();
    if (!(request instanceof ServletRequestDetails)
        || !(written instanceof Bundle bundle)
        || bundle.getEntry().size() != 1 && bundle.getType() != Bundle.BundleType.TRANSACTION) {
      return;
    }
    for (BundleEntryComponent entry : bundle.getEntry()) {
      Asked asked = entry(entry);
      if (asked.kind() == Asked.Kind.NO_SUCH_OPERATION) {
        throw new ResourceNotFoundException("There is no such operation");
      }
      if (!scopes.everything() && asked.kind() != Asked.Kind.UNKNOWN && !asked.isAllowed(scopes)) {
        throw TokenScopes.denied();
      }
    }
  }

  private Asked entry(BundleEntryComponent entry) {
    Bundle.BundleEntryRequestComponent request = entry.getRequest();
    String url = request.getUrl() == null ? "" : request.getUrl();
    int mark = url.indexOf('?');
    String path = mark < 0 ? url : url.substring(0, mark);
    int base = path.indexOf("/fhir/");
    if (path.contains("://") && base >= 0) {
      path = path.substring(base + "/fhir".length());
    }
    String query = mark < 0 ? null : url.substring(mark + 1);
    String method = request.getMethod() == null ? "" : request.getMethod().toCode();
    Asked asked = Asked.of(method, path, query, reach::isType);
    Set<Need> more = new HashSet<>();
    if (mark >= 0) {
      more.addAll(reach.ofMatchUrl(path + url.substring(mark)));
    }
    if (request.hasIfNoneExist() && asked.type() != null) {
      String condition = request.getIfNoneExist();
      more.addAll(
          reach.ofMatchUrl(condition.contains("?") ? condition : asked.type() + "?" + condition));
    }
    if (entry.hasResource()) {
      more.addAll(inReferences(entry.getResource()));
      if (method.equals("PATCH") && asks(entry.getResource())) {
        more.add(Need.of(asked.type() == null ? "*" : asked.type(), 'r'));
      }
    }
    return asked.and(more);
  }

  private static boolean asks(Resource patch) {
    return !(patch instanceof Binary binary)
        || PatchQuestions.asks(
            binary.getContentType(), new String(binary.getContent(), StandardCharsets.UTF_8));
  }

  /** What comes out, whichever way it was asked for. */
  @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
  public void shown(RequestDetails request, ResponseDetails answer) {
    SystemScopes scopes = TokenScopes.current();
    IBaseResource resource = answer.getResponseResource();
    if (!(resource instanceof Resource shown) || scopes.everything()) {
      return;
    }
    boolean write =
        request.getRequestType() != RequestTypeEnum.GET && request.getOperation() == null;
    if (shown instanceof Bundle bundle) {
      shown(bundle, scopes);
    } else if (!ANSWERS.contains(shown.fhirType()) && !mayShow(shown, scopes, write)) {
      throw TokenScopes.denied();
    }
  }

  private static void shown(Bundle bundle, SystemScopes scopes) {
    boolean answers =
        bundle.getType() == Bundle.BundleType.TRANSACTIONRESPONSE
            || bundle.getType() == Bundle.BundleType.BATCHRESPONSE;
    for (BundleEntryComponent entry : bundle.getEntry()) {
      if (entry.getResource() instanceof Bundle inner) {
        shown(inner, scopes);
      } else if (entry.hasResource()
          && !ANSWERS.contains(entry.getResource().fhirType())
          && !mayShow(entry.getResource(), scopes, false)) {
        if (!answers) {
          throw TokenScopes.denied();
        }
        entry.setResource(null);
      }
    }
  }

  private static boolean mayShow(Resource resource, SystemScopes scopes, boolean write) {
    String type = resource.fhirType();
    return scopes.permits(type, "r") || !write && scopes.permits(type, "s");
  }

  private Set<Need> inReferences(Resource resource) {
    Set<Need> needs = new HashSet<>();
    terser
        .getAllResourceReferences(resource)
        .forEach(
            info -> {
              String reference = info.getResourceReference().getReferenceElement().getValue();
              if (reference != null && reference.contains("?")) {
                needs.addAll(reach.ofMatchUrl(reference));
              }
            });
    return needs;
  }

  private static String body(RequestDetails request) {
    return new String(request.loadRequestContents(), StandardCharsets.UTF_8);
  }

  private static void require(SystemScopes scopes, Set<Need> needs) {
    if (!needs.stream().allMatch(need -> need.isMet(scopes))) {
      throw TokenScopes.denied();
    }
  }
}

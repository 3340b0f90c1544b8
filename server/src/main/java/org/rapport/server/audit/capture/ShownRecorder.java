package org.rapport.server.audit.capture;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.audit.AuditEntry;
import org.rapport.server.audit.AuditKind;
import org.rapport.server.audit.AuditTrail;
import org.rapport.server.audit.Callers;
import org.rapport.server.fhir.FhirInterceptor;
import org.springframework.stereotype.Component;

/**
 * Takes down what an answer shows, before it is sent: reads, searches, pages, histories,
 * operations. Of a search these are what was asked and whom the answer was about, as IHE BALP has
 * it. What was written was taken down with the write.
 */
@Component
@Interceptor
public class ShownRecorder implements FhirInterceptor {
  /** After those that take out what may not be shown. */
  private static final int LAST = 1000;

  private static final Set<RestOperationTypeEnum> WRITES =
      Set.of(
          RestOperationTypeEnum.CREATE,
          RestOperationTypeEnum.UPDATE,
          RestOperationTypeEnum.PATCH,
          RestOperationTypeEnum.DELETE,
          RestOperationTypeEnum.METADATA);

  /** Searches by one of these ask about a patient, whatever they find. */
  private static final Set<String> ABOUT = Set.of("patient", "subject", "for-patient");

  private final AuditTrail trail;
  private final Callers callers;
  private final Concerned concerned;

  ShownRecorder(AuditTrail trail, Callers callers, Concerned concerned) {
    this.trail = trail;
    this.callers = callers;
    this.concerned = concerned;
  }

  /** What is about to be shown. */
  @Hook(value = Pointcut.SERVER_OUTGOING_RESPONSE, order = LAST)
  public void shown(RequestDetails request, ResponseDetails answer) {
    RestOperationTypeEnum interaction = request.getRestOperationType();
    if (interaction == null
        || WRITES.contains(interaction)
        || !(answer.getResponseResource() instanceof Resource shown)
        || shown instanceof OperationOutcome && request.getOperation() == null) {
      return;
    }
    List<Resource> resources = shown instanceof Bundle bundle ? entries(bundle) : List.of(shown);
    boolean several = interaction == RestOperationTypeEnum.TRANSACTION;
    if (several && resources.isEmpty() || isIdle(request, shown)) {
      return;
    }
    Set<String> patients = new LinkedHashSet<>(about(request));
    patients.addAll(concerned.patients(resources));
    boolean one =
        interaction == RestOperationTypeEnum.READ || interaction == RestOperationTypeEnum.VREAD;
    trail.note(
        AuditEntry.of(
                AuditKind.REST,
                List.of(code(interaction)),
                one ? "R" : "E",
                callers.current(),
                patients,
                entities(request, resources, one || several))
            .asked(one ? null : asked(request), request.getHeader("X-Request-Id")));
  }

  // A worker asks for work twice a second, and each open page of the console whether there is
  // anything new: that there is none, or a number, shows nothing of anybody.
  private static boolean isIdle(RequestDetails request, Resource shown) {
    return "$claim".equals(request.getOperation()) && shown.isEmpty()
        || "$changes".equals(request.getOperation());
  }

  private static List<Resource> entries(Bundle bundle) {
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(resource -> resource != null && !(resource instanceof OperationOutcome))
        .toList();
  }

  private static List<String> entities(
      RequestDetails request, List<Resource> shown, boolean eachOne) {
    List<String> entities = new ArrayList<>();
    if (eachOne) {
      shown.stream()
          .filter(resource -> resource.getIdElement().hasIdPart())
          .forEach(resource -> entities.add(Concerned.reference(resource)));
    } else if (request.getId() != null && request.getResourceName() != null) {
      entities.add(request.getResourceName() + "/" + request.getId().getIdPart());
    }
    return entities;
  }

  private static List<String> about(RequestDetails request) {
    List<String> about = new ArrayList<>();
    if ("Patient".equals(request.getResourceName()) && request.getId() != null) {
      about.add("Patient/" + request.getId().getIdPart());
    }
    request
        .getParameters()
        .forEach(
            (name, values) -> {
              if (ABOUT.contains(name.split("[:.]", 2)[0]) && name.indexOf('.') < 0) {
                for (String value : values) {
                  Patients.in(value).forEach(about::add);
                }
              }
            });
    return about;
  }

  /**
   * What was asked, as an address below the base; a link to a further page without what opens it.
   */
  static String asked(RequestDetails request) {
    StringBuilder asked = new StringBuilder(request.getRequestType().name()).append(' ');
    asked.append(request.getRequestPath());
    String url = request.getCompleteUrl();
    int mark = url == null ? -1 : url.indexOf('?');
    if (request.getRequestType() != RequestTypeEnum.POST && mark >= 0) {
      asked.append(url.substring(mark).replaceAll("(_getpages|_cursor)=[^&]*", "$1="));
    } else if (request.getRequestType() == RequestTypeEnum.POST) {
      char before = '?';
      for (Map.Entry<String, String[]> parameter : request.getParameters().entrySet()) {
        for (String value : parameter.getValue()) {
          asked
              .append(before)
              .append(encoded(parameter.getKey()))
              .append('=')
              .append(encoded(value));
          before = '&';
        }
      }
    }
    return asked.toString();
  }

  private static String encoded(String text) {
    return text == null ? "" : URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static String code(RestOperationTypeEnum interaction) {
    return interaction == RestOperationTypeEnum.GET_PAGE
        ? RestOperationTypeEnum.SEARCH_TYPE.getCode()
        : interaction.getCode().startsWith("extended-operation")
            ? "operation"
            : interaction.getCode();
  }
}

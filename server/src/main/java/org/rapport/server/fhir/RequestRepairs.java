package org.rapport.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.model.primitive.IdDt;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.door.JsonBounds;
import org.springframework.stereotype.Component;

/**
 * Puts right, before HAPI reads a request, what the specification allows and HAPI 8.8 does not, and
 * refuses the values at which it fails without a word.
 */
@Component
@Interceptor
public class RequestRepairs implements FhirInterceptor {
  private static final int VALUE = 8 * 1024;

  /** In a JSON Patch, a FHIRPath Patch and an XML Patch. */
  private static final Pattern IDENTITY =
      Pattern.compile(
          "\"path\"\\s*:\\s*\"/(id|resourceType)\"|\"valueString\"\\s*:\\s*\"[A-Z][A-Za-z]+\\.id\""
              + "|valueString value=\"[A-Z][A-Za-z]+\\.id\"|sel=[\"']/?(f:)?[A-Z][A-Za-z]+/(f:)?id/@value");

  private final FhirContext context;
  private final DaoRegistry daos;
  private final ISearchParamRegistry parameters;
  private volatile Set<String> numeric;

  RequestRepairs(FhirContext context, DaoRegistry daos, ISearchParamRegistry parameters) {
    this.context = context;
    this.daos = daos;
    this.parameters = parameters;
  }

  /**
   * Gives a conditional update the id back that its body has, which HAPI drops on the way in: with
   * it the update creates by that id, and is refused where what it finds has another (R4,
   * http.html#cond-update).
   */
  @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
  public void identify(RequestDetails request, RestOperationTypeEnum operation) {
    if (operation != RestOperationTypeEnum.UPDATE || request.getId() != null) {
      return;
    }
    EncodingEnum encoding = encoding(request.getHeader("Content-Type"));
    if (encoding != null && request.getResource() != null) {
      IBaseResource sent =
          encoding
              .newParser(context)
              .parseResource(new String(request.loadRequestContents(), StandardCharsets.UTF_8));
      if (sent.getIdElement().hasIdPart()) {
        request
            .getResource()
            .setId(new IdDt(request.getResourceName(), sent.getIdElement().getIdPart()));
      }
    }
  }

  /** {@code If-None-Match: *} on a PUT: only what is not there is written (RFC 9110, 13.1.2). */
  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void none(IBaseResource before, IBaseResource after, RequestDetails request) {
    if (request != null
        && request.getRequestType() == RequestTypeEnum.PUT
        && "*".equals(request.getHeader("If-None-Match"))) {
      throw new PreconditionFailedException("There is such a resource; If-None-Match wants none");
    }
  }

  @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
  public void repair(RequestDetails request) {
    values(request);
    narrative(request);
    body(request);
    if (request.getRequestType() == RequestTypeEnum.PATCH && request.getId() != null) {
      patch(request);
    }
  }

  // An operation without input may come without a body (FHIR R4, 3.2.0.1); HAPI then fails to
  // parse what is not there.
  private static void body(RequestDetails request) {
    String operation = request.getOperation();
    if (request.getRequestType() != RequestTypeEnum.POST
        || operation == null
        || !operation.startsWith("$")
        || request.loadRequestContents().length > 0) {
      return;
    }
    EncodingEnum encoding = encoding(request.getHeader("Content-Type"));
    String none =
        encoding == EncodingEnum.XML
            ? "<Parameters xmlns=\"http://hl7.org/fhir\"/>"
            : "{\"resourceType\":\"Parameters\"}";
    request.setRequestContents(none.getBytes(StandardCharsets.UTF_8));
  }

  // HAPI answers a read with _summary=text by the narrative alone, as HTML, and fails without one.
  private static void narrative(RequestDetails request) {
    String[] summary = request.getParameters().get("_summary");
    if (summary != null && Arrays.asList(summary).contains("text")) {
      Map<String, String[]> changed = new LinkedHashMap<>(request.getParameters());
      changed.remove("_summary");
      changed.put("_elements", new String[] {"text,id,meta"});
      request.setParameters(changed);
    }
  }

  private void values(RequestDetails request) {
    for (Map.Entry<String, String[]> parameter : request.getParameters().entrySet()) {
      String name = parameter.getKey();
      for (String value : parameter.getValue()) {
        if (value != null) {
          value(name, value);
        }
      }
    }
  }

  private void value(String name, String value) {
    if (value.length() > VALUE) {
      throw new InvalidRequestException("A search value has at most " + VALUE + " characters");
    }
    if ((name.equals("_count") || name.equals("_offset") || name.equals("_getpagesoffset"))
        && !value.matches("\\d{1,9}")) {
      throw new InvalidRequestException(name + " should be a whole number that is not negative");
    }
    if (name.equals("_filter")) {
      throw new InvalidRequestException("_filter is not supported");
    }
    if (numeric().contains(last(name)) && !name.endsWith(":missing")) {
      for (String part : value.split("[,|$]")) {
        String number = part.replaceFirst("^(eq|ne|gt|lt|ge|le|sa|eb|ap)", "");
        if (JsonBounds.oversized(number)) {
          throw new InvalidRequestException(
              "A number in a search has at most "
                  + JsonBounds.NUMBER
                  + " characters, and a small exponent");
        }
      }
    }
  }

  /** The parameter at the end of a chain or of {@code _has}, without its modifier. */
  private static String last(String name) {
    String end = name.substring(name.lastIndexOf('.') + 1);
    if (end.startsWith("_has:")) {
      String[] parts = end.split(":");
      return parts[parts.length - 1];
    }
    return end.split(":", 2)[0];
  }

  private Set<String> numeric() {
    if (numeric == null) {
      numeric =
          context.getResourceTypes().stream()
              .flatMap(
                  type ->
                      parameters
                          .getActiveSearchParams(
                              type, ISearchParamRegistry.SearchParamLookupContextEnum.SEARCH)
                          .values()
                          .stream())
              .filter(
                  parameter ->
                      switch (parameter.getParamType()) {
                        case NUMBER, QUANTITY, COMPOSITE -> true;
                        default -> false;
                      })
              .map(parameter -> parameter.getName())
              .collect(Collectors.toUnmodifiableSet());
    }
    return numeric;
  }

  private void patch(RequestDetails request) {
    if (IDENTITY
        .matcher(new String(request.loadRequestContents(), StandardCharsets.UTF_8))
        .find()) {
      // HAPI takes it, and changes nothing.
      throw new InvalidRequestException("The id and the type of a resource cannot be changed");
    }
    EncodingEnum encoding = encoding(request.getHeader("Content-Type"));
    if (encoding == null) {
      return;
    }
    IBaseResource body =
        encoding
            .newParser(context)
            .parseResource(new String(request.loadRequestContents(), StandardCharsets.UTF_8));
    if (!(body instanceof Parameters patch) || !PatchPaths.choose(patch)) {
      return;
    }
    IBaseResource current =
        daos.getResourceDao(request.getResourceName())
            .read(
                new IdDt(request.getResourceName(), request.getId().getIdPart()),
                new SystemRequestDetails());
    new PatchPaths(context).resolve(patch, (Resource) current);
    request.setRequestContents(
        encoding.newParser(context).encodeResourceToString(patch).getBytes(StandardCharsets.UTF_8));
  }

  private static EncodingEnum encoding(String contentType) {
    String type = String.valueOf(contentType).split(";", 2)[0].strip();
    return List.of(
                "application/fhir+json",
                "application/json",
                "application/fhir+xml",
                "application/xml")
            .contains(type)
        ? EncodingEnum.forContentType(type)
        : null;
  }
}

package org.rapport.server.export;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.export.ExportJob.Level;
import org.rapport.server.security.scope.BackendClient;
import org.rapport.server.security.scope.CallersScope;
import org.rapport.server.store.ResultParameters;
import org.springframework.stereotype.Component;

/** Reads what an export is asked for: which types, and which resources of them (Bulk Data 2.0). */
@Component
class ExportRequest {
  /**
   * They have ways of their own: content by its reference, each opening of which is recorded, and
   * the trail by {@code AuditEvent/$ndjson}.
   */
  private static final Set<String> NEVER = Set.of("Binary", "AuditEvent");

  private static final Set<String> FORMATS =
      Set.of("application/fhir+ndjson", "application/ndjson", "ndjson");

  private static final String ASYNC = "respond-async";
  private static final String LENIENT = "handling=lenient";
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "_elements",
          "_until",
          "includeAssociatedData",
          "organizeOutputBy",
          "allowPartialManifests");

  private final FhirContext context;
  private final MatchUrlService urls;
  private final CallersScope scope;

  ExportRequest(FhirContext context, MatchUrlService urls, CallersScope scope) {
    this.context = context;
    this.urls = urls;
    this.scope = scope;
  }

  /** Refuses who wants the answer at once (Prefer: respond-async is asked for). */
  static void checkAsynchronous(HttpServletRequest request) {
    if (!prefers(request, ASYNC)) {
      throw new InvalidRequestException("An export is asked for with the header Prefer: " + ASYNC);
    }
  }

  /**
   * Refuses what the guide knows and we do not do, unless the client says that it may be passed
   * over (Prefer: handling=lenient): who asks for less would get more.
   */
  static void checkUnsupported(RequestDetails details, HttpServletRequest request) {
    Set<String> asked = new TreeSet<>(details.getParameters().keySet());
    if (details.getResource() instanceof Parameters body) {
      body.getParameter().forEach(one -> asked.add(one.getName()));
    }
    asked.retainAll(UNSUPPORTED);
    if (!asked.isEmpty() && !prefers(request, LENIENT)) {
      throw new InvalidRequestException(
          String.join(", ", asked) + " is not supported; Prefer: " + LENIENT + " passes over it");
    }
  }

  private static boolean prefers(HttpServletRequest request, String what) {
    return Collections.list(request.getHeaders("Prefer")).stream()
        .anyMatch(header -> header.toLowerCase(Locale.ROOT).replace(" ", "").contains(what));
  }

  /** Refuses another format than NDJSON. */
  static void checkFormat(StringType format) {
    if (format != null && format.hasValue() && !FORMATS.contains(format.getValue().strip())) {
      throw new InvalidRequestException("_outputFormat should be application/fhir+ndjson");
    }
  }

  /**
   * The types that go: those that are named, else all that there are at this level and the client
   * may read.
   *
   * @throws ForbiddenOperationException where one is named that it may not
   */
  List<String> types(List<StringType> named, Level level, BackendClient client) {
    Set<String> there = level == Level.SYSTEM ? all() : compartment();
    Set<String> wanted = new LinkedHashSet<>();
    texts(named).flatMap(text -> Arrays.stream(text.split(","))).forEach(wanted::add);
    if (wanted.isEmpty()) {
      return there.stream().filter(client::readsAll).toList();
    }
    for (String type : wanted) {
      if (!there.contains(type)) {
        throw new InvalidRequestException(
            "_type should name types that are exported here: there is no such, or it is not of"
                + " patients");
      }
      if (!client.readsAll(type)) {
        throw new ForbiddenOperationException("The token's scopes do not allow this");
      }
    }
    return List.copyOf(wanted);
  }

  private Set<String> all() {
    Set<String> all = new TreeSet<>(context.getResourceTypes());
    all.removeAll(NEVER);
    return all;
  }

  private Set<String> compartment() {
    Set<String> types = all();
    types.removeIf(
        type ->
            !type.equals("Patient")
                && context
                    .getResourceDefinition(type)
                    .getSearchParamsForCompartmentName("Patient")
                    .isEmpty());
    return types;
  }

  /**
   * The searches that narrow types down. Several may stand in one value, as version 1 of the guide
   * has it: a comma before a type begins the next.
   */
  List<String> filters(List<StringType> given, List<String> types) {
    List<String> filters = new ArrayList<>();
    texts(given)
        .flatMap(text -> Arrays.stream(text.split(",(?=[A-Z][A-Za-z]+\\?)")))
        .forEach(
            filter -> {
              check(filter, types);
              filters.add(filter);
            });
    return filters;
  }

  private void check(String filter, List<String> types) {
    int mark = filter.indexOf('?');
    if (mark < 1 || !types.contains(filter.substring(0, mark))) {
      throw new InvalidRequestException(
          "_typeFilter should be searches of types that are exported, such as"
              + " Communication?status=completed");
    }
    scope.mayAsk(filter);
    if (ResultParameters.first(filter.substring(mark + 1)).isPresent()) {
      throw new InvalidRequestException(
          "_typeFilter takes no _sort, _count, _include and the like");
    }
    try {
      urls.getResourceSearch(filter);
    } catch (BaseServerResponseException | DataFormatException | IllegalArgumentException e) {
      throw new InvalidRequestException("_typeFilter has a search that is not understood");
    }
  }

  private static Stream<String> texts(List<StringType> given) {
    return given == null
        ? Stream.empty()
        : given.stream()
            .map(StringType::getValue)
            .filter(Objects::nonNull)
            .map(String::strip)
            .filter(text -> !text.isEmpty());
  }
}

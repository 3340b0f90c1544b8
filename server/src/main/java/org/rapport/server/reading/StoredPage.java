package org.rapport.server.reading;

import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.audit.capture.ConcernedByText;
import org.rapport.server.security.scope.CallersScope;
import org.rapport.server.store.StoredBody;

/**
 * One page of a search that leaves as it is stored: its resources have id, meta and a mark, and
 * each mark becomes what is stored of that resource when the page is written. Of one request.
 */
final class StoredPage {
  private static final String KEY = StoredPage.class.getName();

  /** What these ask for is not what is stored. */
  private static final Set<String> SHAPES = Set.of("_summary", "_elements", "_pretty");

  private static final Set<RestOperationTypeEnum> PAGES =
      EnumSet.of(RestOperationTypeEnum.SEARCH_TYPE, RestOperationTypeEnum.GET_PAGE);

  private static final Set<RestOperationTypeEnum> CREATES =
      EnumSet.of(RestOperationTypeEnum.CREATE);

  private final CallersScope scope;
  private final Map<String, Boolean> types = new HashMap<>();
  private final String mark = "stored-" + UUID.randomUUID() + "-";
  private final List<String> rests = new ArrayList<>();

  private StoredPage(CallersScope scope) {
    this.scope = scope;
  }

  /**
   * That of a request; empty where it asks for something else than a page of resources as they are,
   * in JSON. An entry of a batch does.
   */
  static Optional<StoredPage> of(RequestDetails request, CallersScope scope) {
    return of(PAGES, request, scope);
  }

  /** The page of one resource that answers a create; empty as above. */
  static Optional<StoredPage> ofCreated(RequestDetails request, CallersScope scope) {
    return of(CREATES, request, scope);
  }

  private static Optional<StoredPage> of(
      Set<RestOperationTypeEnum> asked, RequestDetails request, CallersScope scope) {
    if (request == null
        || request.getClass() != ServletRequestDetails.class
        || !asked.contains(request.getRestOperationType())
        || !isPlain(request)) {
      return Optional.empty();
    }
    return Optional.of(
        (StoredPage) request.getUserData().computeIfAbsent(KEY, key -> new StoredPage(scope)));
  }

  /** The one that has begun; empty where no resource of the answer has a mark. */
  static Optional<StoredPage> begun(RequestDetails request) {
    return Optional.ofNullable((StoredPage) request.getUserData().get(KEY))
        .filter(page -> !page.rests.isEmpty());
  }

  private static boolean isPlain(RequestDetails request) {
    return request.getParameters().keySet().stream()
            .noneMatch(name -> SHAPES.contains(name.split(":", 2)[0]))
        && RestfulServerUtils.determineResponseEncodingWithDefault(request).getEncoding()
            == EncodingEnum.JSON
        && !RestfulServerUtils.prettyPrintResponse(request.getServer(), request);
  }

  /** Whether resources of a type may leave as they are. */
  boolean takes(String type) {
    return types.computeIfAbsent(
        type, t -> ConcernedByText.types().contains(t) && scope.readsAll(t));
  }

  /** Marks a resource that has its id and meta. */
  void mark(Resource resource, StoredBody body) {
    body.attach(resource);
    // What comes next in the JSON of a resource, after its meta.
    resource.setLanguage(mark + rests.size());
    rests.add(body.rest());
  }

  /** The answer with what is stored in place of each mark. */
  String whole(String answer) {
    String begin = ",\"language\":\"" + mark;
    StringBuilder whole = new StringBuilder(answer.length() * 4);
    int from = 0;
    for (int at = answer.indexOf(begin); at >= 0; at = answer.indexOf(begin, from)) {
      int number = at + begin.length();
      int end = answer.indexOf('"', number);
      whole.append(answer, from, at).append(rests.get(Integer.parseInt(answer, number, end, 10)));
      from = end + 1;
    }
    return whole.append(answer, from, answer.length()).toString();
  }
}

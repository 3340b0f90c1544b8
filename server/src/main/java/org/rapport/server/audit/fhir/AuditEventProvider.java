package org.rapport.server.audit.fhir;

import ca.uhn.fhir.rest.annotation.Count;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Sort;
import ca.uhn.fhir.rest.api.SortOrderEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.SummaryEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.ReferenceAndListParam;
import ca.uhn.fhir.rest.param.TokenAndListParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.rapport.server.audit.Agent;
import org.rapport.server.audit.AuditTrail;
import org.rapport.server.audit.Callers;
import org.rapport.server.audit.TrailSearch;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.fhir.OwnStore;
import org.springframework.stereotype.Component;

/**
 * {@code AuditEvent}: read and search, from the trail. Newest first, by pages that do not shift
 * while more is written. Whoever may search sees all; rights were asked before.
 */
@Component
public class AuditEventProvider implements OwnStore {
  private static final int PAGE = 50;
  private static final int MOST = 500;
  private static final String CURSOR = "_cursor";

  private final TrailSearch search;
  private final AuditTrail trail;
  private final Callers callers;
  private final String base;

  AuditEventProvider(
      TrailSearch search, AuditTrail trail, Callers callers, RapportSettings settings) {
    this.search = search;
    this.trail = trail;
    this.callers = callers;
    this.base = settings.publicBase() + "/fhir";
  }

  @Override
  public Class<AuditEvent> getResourceType() {
    return AuditEvent.class;
  }

  @Override
  public Set<String> searchParameters() {
    return Set.of(
        "_id",
        "_lastUpdated",
        "date",
        "patient",
        "agent",
        "altid",
        "entity",
        "action",
        "outcome",
        "type",
        "subtype");
  }

  /** One entry. */
  @Read
  public AuditEvent read(@IdParam IdType id) {
    if (!AuditQuery.isId(id.getIdPart())) {
      throw new ResourceNotFoundException(id);
    }
    trail.flush();
    return search
        .find(UUID.fromString(id.getIdPart()))
        .map(found -> RenderedEvent.of(found, base))
        .orElseThrow(() -> new ResourceNotFoundException(id));
  }

  /** A page of entries. */
  @Search
  public Bundle search(
      @OptionalParam(name = "_id") TokenAndListParam id,
      @OptionalParam(name = "_lastUpdated") DateRangeParam updated,
      @OptionalParam(name = AuditEvent.SP_DATE) DateRangeParam date,
      @OptionalParam(name = AuditEvent.SP_PATIENT) ReferenceAndListParam patient,
      @OptionalParam(name = AuditEvent.SP_AGENT) ReferenceAndListParam agent,
      @OptionalParam(name = AuditEvent.SP_ALTID) TokenAndListParam altId,
      @OptionalParam(name = AuditEvent.SP_ENTITY) ReferenceAndListParam entity,
      @OptionalParam(name = AuditEvent.SP_ACTION) TokenAndListParam action,
      @OptionalParam(name = AuditEvent.SP_OUTCOME) TokenAndListParam outcome,
      @OptionalParam(name = AuditEvent.SP_TYPE) TokenAndListParam type,
      @OptionalParam(name = AuditEvent.SP_SUBTYPE) TokenAndListParam subtype,
      @OptionalParam(name = CURSOR) TokenAndListParam cursor,
      @Sort SortSpec sort,
      @Count Integer count,
      SummaryEnum summary,
      RequestDetails request) {
    TrailSearch.Criteria criteria =
        new AuditQuery()
            .id(id)
            .date(updated)
            .date(date)
            .patient(patient)
            .agent(agent)
            .altId(altId)
            .entity(entity)
            .action(action)
            .outcome(outcome)
            .type(type)
            .subtype(subtype)
            .criteria();
    boolean newestFirst = newestFirst(sort);
    Agent caller = callers.current();
    TrailSearch.Found after =
        cursor == null
            ? null
            : Cursor.read(
                cursor.getValuesAsQueryTokens().get(0).getValuesAsQueryTokens().get(0).getValue(),
                caller);
    trail.flush();
    Bundle page = new Bundle().setType(Bundle.BundleType.SEARCHSET);
    page.setId(UUID.randomUUID().toString());
    page.addLink().setRelation("self").setUrl(address(request, null));
    int size = count == null ? PAGE : Math.min(count, MOST);
    if (summary == SummaryEnum.COUNT || size == 0) {
      page.setTotal((int) Math.min(Integer.MAX_VALUE, search.count(criteria)));
      return page;
    }
    List<TrailSearch.Found> found = search.page(criteria, newestFirst, after, size + 1);
    for (TrailSearch.Found one : found.subList(0, Math.min(size, found.size()))) {
      page.addEntry()
          .setFullUrl(base + "/AuditEvent/" + one.id())
          .setResource(RenderedEvent.of(one, base))
          .getSearch()
          .setMode(Bundle.SearchEntryMode.MATCH);
    }
    if (found.size() > size) {
      page.addLink()
          .setRelation("next")
          .setUrl(address(request, Cursor.after(found.get(size - 1), caller)));
    }
    return page;
  }

  private static boolean newestFirst(SortSpec sort) {
    if (sort == null) {
      return true;
    }
    if (!Set.of("date", "_lastUpdated").contains(sort.getParamName()) || sort.getChain() != null) {
      throw new InvalidRequestException("The trail is sorted by date, or -date, alone");
    }
    return sort.getOrder() == SortOrderEnum.DESC;
  }

  private String address(RequestDetails request, String cursor) {
    StringBuilder address = new StringBuilder(base).append("/AuditEvent");
    char before = '?';
    for (Map.Entry<String, String[]> parameter : request.getParameters().entrySet()) {
      if (!parameter.getKey().equals(CURSOR)) {
        for (String value : parameter.getValue()) {
          address.append(before).append(parameter.getKey()).append('=').append(encoded(value));
          before = '&';
        }
      }
    }
    if (cursor != null) {
      address.append(before).append(CURSOR).append('=').append(cursor);
    }
    return address.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

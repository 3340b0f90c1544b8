package org.rapport.server.timeline;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.NotModifiedException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.fhir.OperationInput;
import org.rapport.server.security.scope.CallersReach;
import org.rapport.server.store.WholeSearch;
import org.rapport.terminology.Channel;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code Patient/[id]/$timeline}: everything between the patient and the clinic, newest first: what
 * they did and wrote, calls, messages that went out, wait or were refused and why, tasks, visits,
 * answers, consents. Visits to come stand first. Who has it already, by its ETag, is told so.
 */
@Component
public class TimelineOperation implements FhirOperations {
  private static final int USUAL = 50;
  private static final int MOST = 500;

  private final TimelineRows rows;
  private final DaoRegistry daos;
  private final TransactionTemplate transaction;
  private final CallersReach reach;
  private final ZoneId zone;
  private final String base;

  TimelineOperation(
      TimelineRows rows,
      DaoRegistry daos,
      TransactionTemplate transaction,
      CallersReach reach,
      RapportSettings settings) {
    this.rows = rows;
    this.daos = daos;
    this.transaction = transaction;
    this.reach = reach;
    this.zone = settings.clinic().zone();
    this.base = settings.publicBase() + "/fhir/";
  }

  /**
   * One page.
   *
   * @param kind of what is to be shown, by commas or repeated; all without it
   * @param channel code of the channel by which it went or came
   * @param since a day of the clinic's calendar or an instant: of that time and later
   * @param count entries on it; 50 without it, at most 500
   * @param offset entries before it
   */
  @Operation(name = "$timeline", type = Patient.class, idempotent = true)
  public Bundle timeline(
      @IdParam IdType id,
      @OperationParam(name = "kind", max = OperationParam.MAX_UNLIMITED) List<StringType> kind,
      @OperationParam(name = "channel") StringType channel,
      @OperationParam(name = "since") StringType since,
      @OperationParam(name = "_count") IntegerType count,
      @OperationParam(name = "_offset") IntegerType offset,
      RequestDetails request) {
    Asked asked =
        new Asked(
            id.getIdPart(),
            new TimelineFilter(kinds(kind), channel(channel), since(since)),
            OperationInput.number("_offset", offset, 0),
            Math.min(OperationInput.number("_count", count, USUAL), MOST));
    return transaction.execute(status -> bundle(asked, request));
  }

  /** What is asked for. */
  private record Asked(String patient, TimelineFilter filter, int from, int size) {
    String query(int at) {
      StringBuilder query = new StringBuilder("?_count=" + size + "&_offset=" + at);
      if (!filter.kinds().isEmpty()) {
        query.append("&kind=").append(String.join(",", filter.kinds()));
      }
      if (filter.channel() != null) {
        query.append("&channel=").append(filter.channel());
      }
      return filter.since() == null
          ? query.toString()
          : query.append("&since=").append(filter.since()).toString();
    }
  }

  private static Set<String> kinds(List<StringType> given) {
    Set<String> kinds = new TreeSet<>();
    if (given != null) {
      given.stream()
          .map(StringType::getValueNotNull)
          .flatMap(one -> Stream.of(one.split(",")))
          .filter(one -> !one.isBlank())
          .forEach(kinds::add);
    }
    if (!TimelineFilter.KINDS.keySet().containsAll(kinds)) {
      throw new InvalidRequestException(
          "kind should be one of " + String.join(", ", TimelineFilter.KINDS.keySet()));
    }
    return kinds;
  }

  private static String channel(StringType given) {
    if (given == null || given.isEmpty()) {
      return null;
    }
    return Channel.fromCode(given.getValue())
        .map(Channel::code)
        .orElseThrow(
            () -> new InvalidRequestException("channel should be a code of " + Channel.SYSTEM));
  }

  private Instant since(StringType given) {
    if (given == null || given.isEmpty()) {
      return null;
    }
    try {
      return given.getValue().contains("T")
          ? OffsetDateTime.parse(given.getValue()).toInstant()
          : LocalDate.parse(given.getValue()).atStartOfDay(zone).toInstant();
    } catch (DateTimeException e) {
      throw new InvalidRequestException("since should be a day, or an instant with its offset");
    }
  }

  private Bundle bundle(Asked asked, RequestDetails request) {
    // Whoever does not exist is 404, as for any instance.
    daos.getResourceDao(Patient.class)
        .read(new IdType("Patient", asked.patient()), new SystemRequestDetails());
    TimelineRows.Standing standing = rows.standing(asked.patient(), asked.filter());
    unlessSeen(standing, request);
    Bundle bundle = new Bundle().setType(Bundle.BundleType.SEARCHSET);
    bundle.setTotal(standing.count());
    link(bundle, "self", asked, asked.from());
    if (asked.from() + asked.size() < standing.count() && asked.size() > 0) {
      link(bundle, "next", asked, asked.from() + asked.size());
    }
    if (asked.from() > 0) {
      link(bundle, "previous", asked, Math.max(0, asked.from() - asked.size()));
    }
    List<TimelineRows.Row> page =
        rows.page(asked.patient(), asked.filter(), asked.from(), asked.size());
    Map<TimelineRows.Row, Resource> read = read(page);
    for (TimelineRows.Row row : page) {
      Resource resource = read.get(row);
      if (resource != null) {
        bundle
            .addEntry()
            .setFullUrl(base + row.type() + "/" + row.id())
            .setResource(resource)
            .getSearch()
            .setMode(SearchEntryMode.MATCH);
      }
    }
    return bundle;
  }

  // By what there is, and by what of it the caller may see, which is less after an hour.
  private void unlessSeen(TimelineRows.Standing standing, RequestDetails request) {
    String tag =
        "W/\""
            + standing.count()
            + "-"
            + standing.versions()
            + "-"
            + (standing.updated() == null ? 0 : standing.updated().toEpochMilli())
            + "-"
            + Integer.toHexString(reach.current().hashCode())
            + "\"";
    if (request instanceof ServletRequestDetails http && http.getServletResponse() != null) {
      http.getServletResponse().setHeader("ETag", tag);
      http.getServletResponse().setHeader("Cache-Control", "private, no-cache");
      String seen = http.getServletRequest().getHeader("If-None-Match");
      if (seen != null && Stream.of(seen.split(",")).map(String::strip).anyMatch(tag::equals)) {
        throw new NotModifiedException("Nothing has changed");
      }
    }
  }

  private void link(Bundle bundle, String relation, Asked asked, int at) {
    bundle
        .addLink()
        .setRelation(relation)
        .setUrl(base + "Patient/" + asked.patient() + "/$timeline" + asked.query(at));
  }

  // A search for each type that is on the page.
  private Map<TimelineRows.Row, Resource> read(List<TimelineRows.Row> page) {
    Map<String, TokenOrListParam> wanted = new LinkedHashMap<>();
    for (TimelineRows.Row row : page) {
      wanted.computeIfAbsent(row.type(), type -> new TokenOrListParam()).add(null, row.id());
    }
    Map<TimelineRows.Row, Resource> read = new HashMap<>();
    wanted.forEach(
        (type, ids) -> {
          daos.getResourceDao(type)
              .search(WholeSearch.upTo(MOST).add("_id", ids), new SystemRequestDetails())
              .getAllResources()
              .forEach(
                  found ->
                      read.put(
                          new TimelineRows.Row(type, found.getIdElement().getIdPart()),
                          (Resource) found));
        });
    return read;
  }
}

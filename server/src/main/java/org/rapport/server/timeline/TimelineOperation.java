package org.rapport.server.timeline;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.store.WholeSearch;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code Patient/[id]/$timeline}: everything between the patient and the clinic, newest first: what
 * they did and wrote, calls, messages that went out, wait or were refused and why, tasks, visits,
 * answers, consents. Visits to come stand first.
 */
@Component
public class TimelineOperation implements FhirOperations {
  private static final int USUAL = 50;
  private static final int MOST = 500;

  private final TimelineRows rows;
  private final DaoRegistry daos;
  private final TransactionTemplate transaction;
  private final String base;

  TimelineOperation(
      TimelineRows rows,
      DaoRegistry daos,
      TransactionTemplate transaction,
      RapportSettings settings) {
    this.rows = rows;
    this.daos = daos;
    this.transaction = transaction;
    this.base = settings.publicBase() + "/fhir/";
  }

  /**
   * One page.
   *
   * @param count entries on it; 50 without it, at most 500
   * @param offset entries before it
   */
  @Operation(name = "$timeline", type = Patient.class, idempotent = true)
  public Bundle timeline(
      @IdParam IdType id,
      @OperationParam(name = "_count") IntegerType count,
      @OperationParam(name = "_offset") IntegerType offset) {
    int size = number("_count", count, USUAL);
    int from = number("_offset", offset, 0);
    int page = Math.min(size, MOST);
    return transaction.execute(status -> bundle(id.getIdPart(), from, page));
  }

  private static int number(String name, IntegerType given, int usual) {
    if (given == null || given.getValue() == null) {
      return usual;
    }
    if (given.getValue() < 0) {
      throw new InvalidRequestException(name + " should not be negative");
    }
    return given.getValue();
  }

  private Bundle bundle(String patient, int from, int size) {
    // Whoever does not exist is 404, as for any instance.
    daos.getResourceDao(Patient.class)
        .read(new IdType("Patient", patient), new SystemRequestDetails());
    Bundle bundle = new Bundle().setType(Bundle.BundleType.SEARCHSET);
    int total = rows.count(patient);
    bundle.setTotal(total);
    link(bundle, "self", patient, from, size);
    if (from + size < total && size > 0) {
      link(bundle, "next", patient, from + size, size);
    }
    if (from > 0) {
      link(bundle, "previous", patient, Math.max(0, from - size), size);
    }
    List<TimelineRows.Row> page = rows.page(patient, from, size);
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

  private void link(Bundle bundle, String relation, String patient, int from, int size) {
    bundle
        .addLink()
        .setRelation(relation)
        .setUrl(base + "Patient/" + patient + "/$timeline?_count=" + size + "&_offset=" + from);
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

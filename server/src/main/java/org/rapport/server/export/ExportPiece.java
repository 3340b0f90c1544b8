package org.rapport.server.export;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.util.FhirTerser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.HapiTables.Row;
import org.rapport.server.store.WholeSearch;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads the next piece of an export: so many resources of one type in the order in which they were
 * first stored, of which those go that the export is about.
 */
@Component
class ExportPiece {
  private static final int MOST = 500;

  /** Who has missed so many deletions of a type starts anew. */
  private static final int MOST_DELETED = 100_000;

  private final HapiTables tables;
  private final DaoRegistry daos;
  private final MatchUrlService urls;
  private final FhirContext context;
  private final FhirTerser terser;
  private final TransactionTemplate transaction;

  ExportPiece(
      HapiTables tables,
      DaoRegistry daos,
      MatchUrlService urls,
      FhirContext context,
      TransactionTemplate transaction) {
    this.tables = tables;
    this.daos = daos;
    this.urls = urls;
    this.context = context;
    this.terser = context.newTerser();
    this.transaction = transaction;
  }

  /** Resources, a line each (NDJSON), compressed. */
  record Lines(int count, byte[] gzip) {}

  /**
   * What was read.
   *
   * @param after number of the last resource that was looked at; null: there are no more
   * @param written null: nothing goes
   * @param faults null: all could be read
   * @param deleted at the end of a type, in Bundles; null: nothing was, or it was not asked for
   */
  record Read(Long after, Lines written, Lines faults, Lines deleted) {}

  /** Reads on where an export is; the caller has no transaction. */
  Read read(ExportJob job) {
    String type = job.types().get(job.type());
    Instant since = job.since() == null ? Instant.EPOCH : job.since();
    List<Row> rows = tables.page(type, job.after(), since, MOST);
    if (rows.isEmpty()) {
      return new Read(null, null, null, deleted(job, type));
    }
    List<String> ids = rows.stream().map(Row::id).toList();
    List<IBaseResource> faults = new ArrayList<>();
    Collection<IBaseResource> found;
    try {
      found = search(job, type, ids);
    } catch (DataFormatException | BaseServerResponseException e) {
      found = oneByOne(job, type, ids, faults);
    }
    Set<String> patients = Set.copyOf(job.patients());
    List<IBaseResource> written =
        found.stream().filter(resource -> concerns(job, patients, resource)).toList();
    return new Read(rows.get(rows.size() - 1).number(), lines(written), lines(faults), null);
  }

  // Whose a deleted resource was is not known any more: only who gets all hears of it.
  private Lines deleted(ExportJob job, String type) {
    boolean all =
        job.level() == ExportJob.Level.SYSTEM
            || job.level() == ExportJob.Level.PATIENT
                && job.patients().isEmpty()
                && type.equals("Patient");
    if (job.since() == null || !all) {
      return null;
    }
    List<IBaseResource> bundles = new ArrayList<>();
    Bundle bundle = null;
    for (String id : tables.deletedSince(type, job.since(), MOST_DELETED)) {
      if (bundle == null || bundle.getEntry().size() == MOST) {
        bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        bundles.add(bundle);
      }
      bundle.addEntry().getRequest().setMethod(Bundle.HTTPVerb.DELETE).setUrl(type + "/" + id);
    }
    return lines(bundles);
  }

  private List<IBaseResource> oneByOne(
      ExportJob job, String type, List<String> ids, List<IBaseResource> faults) {
    List<IBaseResource> found = new ArrayList<>();
    for (String id : ids) {
      try {
        found.addAll(search(job, type, List.of(id)));
      } catch (DataFormatException | BaseServerResponseException e) {
        OperationOutcome fault = new OperationOutcome();
        fault
            .addIssue()
            .setSeverity(IssueSeverity.ERROR)
            .setCode(IssueType.EXCEPTION)
            .setDiagnostics(type + "/" + id + " cannot be read");
        faults.add(fault);
      }
    }
    return found;
  }

  private Collection<IBaseResource> search(ExportJob job, String type, List<String> ids) {
    List<SearchParameterMap> searches =
        job.filters().stream()
            .filter(filter -> filter.startsWith(type + "?"))
            .map(filter -> urls.getResourceSearch(filter).getSearchParameterMap())
            .toList();
    return transaction.execute(
        status -> {
          Map<String, IBaseResource> found = new LinkedHashMap<>();
          for (SearchParameterMap search :
              searches.isEmpty() ? List.of(new SearchParameterMap()) : searches) {
            TokenOrListParam these = new TokenOrListParam();
            ids.forEach(id -> these.add(null, id));
            search.add("_id", these);
            daos.getResourceDao(type)
                .search(WholeSearch.within(search, ids.size()), new SystemRequestDetails())
                .getAllResources()
                .forEach(one -> found.put(one.getIdElement().getIdPart(), one));
          }
          return found.values();
        });
  }

  private boolean concerns(ExportJob job, Set<String> patients, IBaseResource resource) {
    if (job.level() == ExportJob.Level.SYSTEM) {
      return true;
    }
    if (resource.fhirType().equals("Patient")) {
      return patients.isEmpty() || patients.contains(resource.getIdElement().getIdPart());
    }
    return terser.getCompartmentOwnersForResource("Patient", resource, Set.of()).stream()
        .anyMatch(owner -> patients.isEmpty() || patients.contains(owner.getIdPart()));
  }

  private Lines lines(List<IBaseResource> resources) {
    if (resources.isEmpty()) {
      return null;
    }
    IParser parser = context.newJsonParser();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (IBaseResource resource : resources) {
        out.write(parser.encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Lines(resources.size(), bytes.toByteArray());
  }
}

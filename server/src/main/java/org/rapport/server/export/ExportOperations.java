package org.rapport.server.export;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.export.ExportJob.Level;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.security.scope.BackendClient;
import org.rapport.server.segment.Segments;
import org.rapport.server.work.WorkSignal;
import org.springframework.stereotype.Component;

/**
 * {@code $export} of the server, of all patients and of a Group; {@code $export-status}, where it
 * is asked how far one is, or ended; {@code $export-file} (HL7 Bulk Data Access 2.0). For backend
 * clients, each of which sees its own.
 */
@Component
public class ExportOperations implements FhirOperations {
  private static final String STATUS = "$export-status";
  private static final String FILE = "$export-file";
  private static final Pattern GZIP =
      Pattern.compile("\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))", Pattern.CASE_INSENSITIVE);

  private static final int MOST_AT_ONCE = 5;
  private static final int ASK_AGAIN_SECONDS = 2;

  private final ExportJobs jobs;
  private final ExportRequest requests;
  private final Segments segments;
  private final WorkSignal signal;
  private final FhirContext context;
  private final String base;
  private final ObjectMapper json = new ObjectMapper();

  ExportOperations(
      ExportJobs jobs,
      ExportRequest requests,
      Segments segments,
      WorkSignal signal,
      FhirContext context,
      RapportSettings settings) {
    this.jobs = jobs;
    this.requests = requests;
    this.segments = segments;
    this.signal = signal;
    this.context = context;
    this.base = settings.publicBase() + "/fhir";
  }

  /** Everything that the client may read. */
  @Operation(name = "$export", idempotent = true, manualResponse = true)
  public void ofServer(
      @OperationParam(name = "_outputFormat", max = 1) StringType format,
      @OperationParam(name = "_since", max = 1) InstantType since,
      @OperationParam(name = "_type", max = OperationParam.MAX_UNLIMITED) List<StringType> types,
      @OperationParam(name = "_typeFilter", max = OperationParam.MAX_UNLIMITED)
          List<StringType> filters,
      RequestDetails details,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    ExportRequest.checkUnsupported(details, request);
    begin(Level.SYSTEM, List.of(), format, since, types, filters, request, response);
  }

  /** What is in patients' compartments; of all patients, or of those that are named. */
  @Operation(name = "$export", type = Patient.class, idempotent = true, manualResponse = true)
  public void ofPatients(
      @OperationParam(name = "_outputFormat", max = 1) StringType format,
      @OperationParam(name = "_since", max = 1) InstantType since,
      @OperationParam(name = "_type", max = OperationParam.MAX_UNLIMITED) List<StringType> types,
      @OperationParam(name = "_typeFilter", max = OperationParam.MAX_UNLIMITED)
          List<StringType> filters,
      @OperationParam(name = "patient", max = OperationParam.MAX_UNLIMITED)
          List<Reference> patients,
      RequestDetails details,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    ExportRequest.checkUnsupported(details, request);
    begin(Level.PATIENT, ids(patients), format, since, types, filters, request, response);
  }

  /** The same of who is in a Group now. */
  @Operation(name = "$export", type = Group.class, idempotent = true, manualResponse = true)
  public void ofGroup(
      @IdParam IdType id,
      @OperationParam(name = "_outputFormat", max = 1) StringType format,
      @OperationParam(name = "_since", max = 1) InstantType since,
      @OperationParam(name = "_type", max = OperationParam.MAX_UNLIMITED) List<StringType> types,
      @OperationParam(name = "_typeFilter", max = OperationParam.MAX_UNLIMITED)
          List<StringType> filters,
      @OperationParam(name = "patient", max = OperationParam.MAX_UNLIMITED)
          List<Reference> patients,
      RequestDetails details,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    ExportRequest.checkUnsupported(details, request);
    BackendClient client = BackendClient.current();
    if (!client.readsAll("Group") || !client.readsAll("Patient")) {
      throw new ForbiddenOperationException("The token's scopes do not allow this");
    }
    Group group =
        segments.find(id.getIdPart()).orElseThrow(() -> new ResourceNotFoundException(id));
    List<String> members = new ArrayList<>(segments.members(group));
    if (patients != null && !patients.isEmpty()) {
      members.retainAll(ids(patients));
    }
    begin(Level.GROUP, members, format, since, types, filters, request, response);
  }

  private static List<String> ids(List<Reference> patients) {
    if (patients == null) {
      return List.of();
    }
    List<String> ids = new ArrayList<>();
    for (Reference patient : patients) {
      IdType id = new IdType(patient.getReference());
      if (!"Patient".equals(id.getResourceType()) || !id.hasIdPart()) {
        throw new InvalidRequestException("patient should be a reference to a Patient");
      }
      ids.add(id.getIdPart());
    }
    return ids;
  }

  private void begin(
      Level level,
      Collection<String> patients,
      StringType format,
      InstantType since,
      List<StringType> named,
      List<StringType> filters,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    BackendClient client = BackendClient.current();
    ExportRequest.checkAsynchronous(request);
    ExportRequest.checkFormat(format);
    List<String> types = requests.types(named, level, client);
    List<String> searches = requests.filters(filters, types);
    if (jobs.running(client.id()) >= MOST_AT_ONCE) {
      response.setHeader("Retry-After", "60");
      say(response, 429, IssueType.THROTTLED, "As many exports as a client may have are under way");
      return;
    }
    String query = request.getQueryString();
    ExportJob asked =
        new ExportJob(
            null,
            client.id(),
            base + path(request) + (query == null ? "" : "?" + query),
            level == Level.GROUP && patients.isEmpty() ? List.of() : types,
            searches,
            since == null || since.getValue() == null ? null : since.getValue().toInstant(),
            level,
            List.copyOf(patients),
            null,
            0,
            0,
            0,
            null);
    UUID id = jobs.add(asked);
    signal.raise(ExportLoop.KIND);
    response.setHeader("Content-Location", base + "/" + STATUS + "?job=" + id);
    say(response, 202, IssueType.INFORMATIONAL, "The export is under way");
  }

  /** The path below the base. */
  private static String path(HttpServletRequest request) {
    String path = request.getRequestURI();
    return path.substring(path.indexOf("/fhir") + "/fhir".length());
  }

  private void say(HttpServletResponse response, int status, IssueType code, String words)
      throws IOException {
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(status < 300 ? IssueSeverity.INFORMATION : IssueSeverity.ERROR)
        .setCode(code)
        .setDiagnostics(words);
    response.setStatus(status);
    response.setContentType("application/fhir+json;charset=UTF-8");
    response
        .getOutputStream()
        .write(
            context
                .newJsonParser()
                .encodeResourceToString(outcome)
                .getBytes(StandardCharsets.UTF_8));
  }

  /** How far one is: 202, then 200 with its manifest; DELETE ends it, with its files. */
  @Operation(name = STATUS, idempotent = true, deleteEnabled = true, manualResponse = true)
  public void status(
      @OperationParam(name = "job", min = 1, max = 1) StringType id,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    BackendClient client = BackendClient.current();
    ExportJob job = jobs.find(client.id(), uuid(id)).orElseThrow(ExportOperations::none);
    if (request.getMethod().equals("DELETE")) {
      jobs.delete(client.id(), job.id());
      say(response, 202, IssueType.INFORMATIONAL, "The export and its files are gone");
      return;
    }
    response.setHeader("Cache-Control", "no-store");
    if (!job.isDone()) {
      response.setStatus(HttpServletResponse.SC_ACCEPTED);
      response.setHeader(
          "X-Progress",
          job.written() + " resources, type " + (job.type() + 1) + " of " + job.types().size());
      response.setHeader("Retry-After", Integer.toString(ASK_AGAIN_SECONDS));
      return;
    }
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("transactionTime", job.transactionTime().toString());
    manifest.put("request", job.request());
    manifest.put("requiresAccessToken", true);
    manifest.put("output", files(job, ExportJobs.Kind.OUTPUT));
    if (job.since() != null) {
      manifest.put("deleted", files(job, ExportJobs.Kind.DELETED));
    }
    manifest.put("error", files(job, ExportJobs.Kind.ERROR));
    response.setHeader(
        "Expires",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(job.expires().atOffset(ZoneOffset.UTC)));
    response.setContentType("application/json");
    response.getOutputStream().write(json.writeValueAsBytes(manifest));
  }

  private List<Map<String, Object>> files(ExportJob job, ExportJobs.Kind kind) {
    return jobs.files(job.id(), kind).stream()
        .map(
            file -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("type", kind == ExportJobs.Kind.DELETED ? "Bundle" : file.type());
              entry.put("url", base + "/" + FILE + "?job=" + job.id() + "&file=" + file.number());
              entry.put("count", file.resources());
              return entry;
            })
        .toList();
  }

  /** A file, as long as its client may read what is in it. */
  @Operation(name = FILE, idempotent = true, manualResponse = true)
  public void file(
      @OperationParam(name = "job", min = 1, max = 1) StringType id,
      @OperationParam(name = "file", min = 1, max = 1) StringType number,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    BackendClient client = BackendClient.current();
    ExportJob job =
        jobs.find(client.id(), uuid(id))
            .filter(ExportJob::isDone)
            .orElseThrow(ExportOperations::none);
    ExportJobs.Content content =
        jobs.content(job.id(), number(number)).orElseThrow(ExportOperations::none);
    if (!content.type().equals("OperationOutcome") && !client.readsAll(content.type())) {
      throw new ForbiddenOperationException("The token's scopes do not allow this");
    }
    response.setContentType("application/fhir+ndjson");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Vary", "Accept-Encoding");
    String encodings = request.getHeader("Accept-Encoding");
    if (encodings != null && GZIP.matcher(encodings).find()) {
      response.setHeader("Content-Encoding", "gzip");
      response.getOutputStream().write(content.gzip());
    } else {
      new GZIPInputStream(new ByteArrayInputStream(content.gzip()))
          .transferTo(response.getOutputStream());
    }
  }

  private static UUID uuid(StringType id) {
    try {
      return UUID.fromString(id == null ? "" : String.valueOf(id.getValue()));
    } catch (IllegalArgumentException e) {
      throw none();
    }
  }

  private static int number(StringType number) {
    String text = number == null ? "" : String.valueOf(number.getValue());
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
  }

  /** The same for another client's as for none. */
  private static ResourceNotFoundException none() {
    return new ResourceNotFoundException("There is no such export, or not any more");
  }
}

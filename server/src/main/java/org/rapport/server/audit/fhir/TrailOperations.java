package org.rapport.server.audit.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.ReferenceAndListParam;
import ca.uhn.fhir.rest.param.ReferenceOrListParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.audit.AuditEntry;
import org.rapport.server.audit.AuditKind;
import org.rapport.server.audit.AuditTrail;
import org.rapport.server.audit.Callers;
import org.rapport.server.audit.TrailSearch;
import org.rapport.server.audit.chain.Verdict;
import org.rapport.server.audit.chain.Verifier;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.fhir.FhirOperations;
import org.springframework.stereotype.Component;

/** {@code AuditEvent/$verify} and {@code AuditEvent/$ndjson}. */
@Component
public class TrailOperations implements FhirOperations {
  private static final int PIECE = 500;

  private final Verifier verifier;
  private final TrailSearch search;
  private final AuditTrail trail;
  private final Callers callers;
  private final FhirContext context;
  private final String base;

  TrailOperations(
      Verifier verifier,
      TrailSearch search,
      AuditTrail trail,
      Callers callers,
      FhirContext context,
      RapportSettings settings) {
    this.verifier = verifier;
    this.search = search;
    this.trail = trail;
    this.callers = callers;
    this.context = context;
    this.base = settings.publicBase() + "/fhir";
  }

  /**
   * Whether the trail is as it was written.
   *
   * @return Parameters {@code valid}, {@code checked} and, where it is not, {@code firstBad}
   */
  @Operation(name = "$verify", type = AuditEvent.class, idempotent = true)
  public Parameters verify() {
    trail.flush();
    Verdict verdict = verifier.run();
    Parameters answer = new Parameters();
    answer.addParameter("valid", new BooleanType(verdict.valid()));
    answer.addParameter(
        "checked", new IntegerType((int) Math.min(Integer.MAX_VALUE, verdict.checked())));
    if (!verdict.valid()) {
      Reference bad = new Reference().setDisplay(verdict.words());
      if (verdict.firstBad() != null) {
        bad.setReference("AuditEvent/" + verdict.firstBad());
      }
      answer.addParameter("firstBad", bad);
    }
    return answer;
  }

  /**
   * Everything, or what is of a time or about a patient, oldest first, a line each (application/
   * fhir+ndjson). It is taken down before the first line is sent.
   *
   * @param date as in a search; null: all
   * @param patient reference; null: all
   */
  @Operation(name = "$ndjson", type = AuditEvent.class, idempotent = true, manualResponse = true)
  public void export(
      @OperationParam(name = "date") DateRangeParam date,
      @OperationParam(name = "patient", max = 1) StringType patient,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    AuditQuery query = new AuditQuery().date(date);
    List<String> patients = List.of();
    if (patient != null) {
      ReferenceParam one = new ReferenceParam(patient.getValue());
      query.patient(new ReferenceAndListParam().addAnd(new ReferenceOrListParam().add(one)));
      patients = List.of("Patient/" + one.getIdPart());
    }
    String asked = request.getQueryString();
    trail.note(
        AuditEntry.of(AuditKind.EXPORT, List.of(), "R", callers.current(), patients, List.of())
            .asked(
                "GET AuditEvent/$ndjson" + (asked == null ? "" : "?" + asked),
                request.getHeader("X-Request-Id")));
    trail.flush();
    response.setContentType("application/fhir+ndjson");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader("Cache-Control", "no-store");
    IParser parser = context.newJsonParser();
    Writer out = response.getWriter();
    TrailSearch.Found last = null;
    List<TrailSearch.Found> piece;
    do {
      piece = search.page(query.criteria(), false, last, PIECE);
      for (TrailSearch.Found found : piece) {
        out.write(parser.encodeResourceToString(RenderedEvent.of(found, base)));
        out.write('\n');
        last = found;
      }
      out.flush();
    } while (piece.size() == PIECE);
  }
}

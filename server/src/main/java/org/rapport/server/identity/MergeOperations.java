package org.rapport.server.identity;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import jakarta.servlet.http.HttpServletRequest;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.fhir.FhirOperations;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/$merge} and {@code Patient/[id]/$unmerge}.
 *
 * @see <a href="https://build.fhir.org/patient-operation-merge.html">Patient $merge</a>
 */
@Component
public class MergeOperations implements FhirOperations {
  private final MergePatients merge;
  private final UnmergePatients unmerge;

  MergeOperations(MergePatients merge, UnmergePatients unmerge) {
    this.merge = merge;
    this.unmerge = unmerge;
  }

  /**
   * Merges the source into the target.
   *
   * @param preview writes nothing and answers what would be
   * @return an outcome, and the target as result
   */
  @Operation(name = "$merge", type = Patient.class, idempotent = false)
  public Parameters merge(
      @OperationParam(name = "source-patient") Reference source,
      @OperationParam(name = "target-patient") Reference target,
      @OperationParam(name = "preview") BooleanType preview,
      HttpServletRequest http,
      RequestDetails request) {
    String from = id("source-patient", source, request);
    String to = id("target-patient", target, request);
    if (from.equals(to)) {
      throw new InvalidRequestException("source-patient and target-patient should be two");
    }
    boolean dry = preview != null && Boolean.TRUE.equals(preview.getValue());
    MergePatients.Result result = merge.merge(from, to, dry, agent(http));
    String words =
        result.changed() == 0
            ? "Merged already: nothing was changed"
            : result.changed() + " resources " + (dry ? "would be changed" : "were changed");
    return answer(words, result.target());
  }

  /** Undoes the merge of this patient into another. */
  @Operation(name = "$unmerge", type = Patient.class, idempotent = false)
  public Parameters unmerge(@IdParam IdType id, HttpServletRequest http) {
    return answer("Two records again", unmerge.unmerge(id.getIdPart(), agent(http)));
  }

  private static Parameters answer(String words, Patient patient) {
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.INFORMATION)
        .setCode(IssueType.INFORMATIONAL)
        .setDiagnostics(words);
    Parameters answer = new Parameters();
    answer.addParameter().setName("outcome").setResource(outcome);
    answer.addParameter().setName("result").setResource(patient);
    return answer;
  }

  private static String id(String name, Reference reference, RequestDetails request) {
    IIdType id = reference == null ? null : reference.getReferenceElement();
    boolean ours =
        id != null && (!id.hasBaseUrl() || id.getBaseUrl().equals(request.getFhirServerBase()));
    if (!ours || !"Patient".equals(id.getResourceType()) || !id.hasIdPart()) {
      throw new InvalidRequestException(name + " should be a reference such as Patient/123");
    }
    return id.getIdPart();
  }

  private static String agent(HttpServletRequest http) {
    return http.getUserPrincipal() == null ? "unknown" : http.getUserPrincipal().getName();
  }
}

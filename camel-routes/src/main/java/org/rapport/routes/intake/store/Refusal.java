package org.rapport.routes.intake.store;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.StringType;

/** What the server's refusal of a write is to the intake. Pure. */
public final class Refusal {

  /** A conflict that is none: the database cannot hold what is in the Bundle. */
  private static final Pattern DATA =
      Pattern.compile("byte sequence|out of range|too long|untranslatable|22021");

  private Refusal() {}

  /**
   * The exception to throw.
   *
   * @param refused the server's answer, 4xx
   */
  public static RuntimeException of(BaseServerResponseException refused) {
    int status = refused.getStatusCode();
    Optional<OperationOutcomeIssueComponent> issue =
        refused.getOperationOutcome() instanceof OperationOutcome outcome
            ? outcome.getIssue().stream()
                .filter(one -> one.getSeverity() != IssueSeverity.WARNING)
                .filter(one -> one.getSeverity() != IssueSeverity.INFORMATION)
                .findFirst()
            : Optional.empty();
    if (status == 412) {
      return new StoreConflictException(status);
    }
    if (status == 409) {
      String text = issue.map(OperationOutcomeIssueComponent::getDiagnostics).orElse("");
      return new StoreConflictException(status, !DATA.matcher(text == null ? "" : text).find());
    }
    return new StoreRefusedException(status, issue.map(Refusal::place).orElse(""));
  }

  /** The element without what is in it: {@code Patient.identifier.type (code-invalid)}. */
  private static String place(OperationOutcomeIssueComponent issue) {
    String element =
        Stream.concat(issue.getExpression().stream(), issue.getLocation().stream())
            .map(StringType::getValue)
            .filter(path -> path.matches("[A-Za-z0-9.\\[\\]()/*]{1,200}"))
            .map(path -> path.replaceAll(".*resource[/.](\\*/)?(ofType\\(\\w+\\))?", ""))
            .map(path -> path.replaceAll("/?\\*.*?\\*/|\\[\\d+]", ""))
            .findFirst()
            .orElse("");
    String code = issue.getCode() == null ? "" : issue.getCode().toCode();
    return (element + (code.isEmpty() ? "" : " (" + code + ")")).strip();
  }
}

package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.OperationOutcome;

/**
 * What an EHR says of a refusal, for the person who has to see to it. It may name a patient, so it
 * goes into the Task and nowhere else.
 */
final class EhrWords {
  private static final int MOST = 500;

  private EhrWords() {}

  /** The words of its OperationOutcome; empty where it sent none. */
  static Optional<String> of(BaseServerResponseException refused) {
    if (!(refused.getOperationOutcome() instanceof OperationOutcome outcome)) {
      return Optional.empty();
    }
    String words =
        outcome.getIssue().stream()
            .flatMap(EhrWords::of)
            .distinct()
            .collect(Collectors.joining("; "))
            .replaceAll("[\\s\\p{Cntrl}]+", " ")
            .strip();
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(words.substring(0, Math.min(words.length(), MOST)));
  }

  private static Stream<String> of(OperationOutcome.OperationOutcomeIssueComponent issue) {
    List<String> said =
        Stream.of(issue.getDetails().getText(), issue.getDiagnostics())
            .filter(one -> one != null && !one.isBlank())
            .toList();
    return said.isEmpty() && issue.hasCode() ? Stream.of(issue.getCode().toCode()) : said.stream();
  }
}

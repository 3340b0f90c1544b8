package org.rapport.server.topic;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.fhir.FhirOperations;
import org.springframework.stereotype.Component;

/**
 * {@code $changes}: what has changed since a number, by topic, and nothing of what it was. One
 * statement; changes nothing.
 */
@Component
public class ChangesOperation implements FhirOperations {
  private final TopicNumbers numbers;

  ChangesOperation(TopicNumbers numbers) {
    this.numbers = numbers;
  }

  /**
   * Answers.
   *
   * @param since the highest number that the caller has seen; without it, every topic is told
   * @return a {@code topic} for each that has changed since
   */
  @Operation(name = "$changes", idempotent = true)
  public Parameters changes(@OperationParam(name = "since") StringType since) {
    long seen = seen(since);
    Parameters answer = new Parameters();
    numbers
        .now()
        .forEach(
            (topic, number) -> {
              if (number > seen) {
                ParametersParameterComponent part = answer.addParameter().setName("topic");
                part.addPart().setName("name").setValue(new CodeType(topic.code()));
                // A FHIR integer ends at two billion.
                part.addPart().setName("number").setValue(new DecimalType(number));
              }
            });
    return answer;
  }

  private static long seen(StringType since) {
    if (since == null || since.getValue() == null || since.getValue().isBlank()) {
      return -1;
    }
    try {
      return Long.parseLong(since.getValue().strip());
    } catch (NumberFormatException e) {
      throw new InvalidRequestException("since should be a number of an earlier answer");
    }
  }
}

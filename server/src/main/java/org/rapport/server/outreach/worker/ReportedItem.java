package org.rapport.server.outreach.worker;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.rapport.server.outreach.outcome.Outcome;
import org.rapport.terminology.OutcomeKind;

/** What a worker says of an item, read from its part; what cannot be read is answered with 400. */
final class ReportedItem {
  private ReportedItem() {}

  static Outcome outcome(ParametersParameterComponent part) {
    OutcomeKind kind =
        OutcomeKind.fromCode(value(part, "outcome").orElse(""))
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        "outcome should be sent, retry, failed or unknown"));
    return new Outcome(
        kind,
        value(part, "reason").orElse(null),
        value(part, "providerId").orElse(null),
        value(part, "deliveryStatus").orElse(null),
        value(part, "detail").orElse(null),
        value(part, "retryAfter").map(ReportedItem::seconds).orElse(null),
        value(part, "downSince").map(ReportedItem::instant).orElse(null));
  }

  static Optional<String> value(ParametersParameterComponent part, String name) {
    return part.getPart().stream()
        .filter(p -> name.equals(p.getName()) && p.getValue() instanceof PrimitiveType<?>)
        .map(p -> p.getValue().primitiveValue())
        .findFirst();
  }

  private static Integer seconds(String value) {
    if (!value.matches("[1-9][0-9]{0,4}")) {
      throw new InvalidRequestException("retryAfter should be a number of seconds");
    }
    return Integer.valueOf(value);
  }

  private static Instant instant(String value) {
    try {
      return Instant.parse(value);
    } catch (DateTimeException e) {
      throw new InvalidRequestException("downSince should be an instant");
    }
  }

  static UUID uuid(ParametersParameterComponent part, String name) {
    return uuid(value(part, name).orElse(null), name);
  }

  static UUID uuid(String value, String name) {
    try {
      return UUID.fromString(String.valueOf(value));
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(name + " should be a UUID as $claim gave it");
    }
  }

  static long number(ParametersParameterComponent part, String name) {
    try {
      return Long.parseLong(value(part, name).orElse(""));
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(name + " should be a number as $claim gave it");
    }
  }
}

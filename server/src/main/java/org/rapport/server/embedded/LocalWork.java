package org.rapport.server.embedded;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.rapport.routes.rapport.ServerOperations;
import org.rapport.server.outreach.worker.WorkOperations;

/**
 * The operations that every message takes three of, for the routes of this JVM: the same methods
 * that answer over HTTP, without a request, a token and two rounds of JSON for each. Thread-safe.
 */
final class LocalWork implements ServerOperations.Local {
  private final WorkOperations work;

  LocalWork(WorkOperations work) {
    this.work = work;
  }

  @Override
  public Optional<Parameters> call(String operation, Parameters in) {
    return switch (operation) {
      case "$claim" ->
          Optional.of(
              work.claim(
                  value(in, "kind", CodeType.class),
                  value(in, "max", IntegerType.class),
                  value(in, "leaseSeconds", IntegerType.class),
                  value(in, "waitSeconds", IntegerType.class),
                  value(in, "worker", StringType.class)));
      case "$reconcile" -> Optional.of(work.reconcile(items(in)));
      case "$begin" -> Optional.of(work.begin(value(in, "attempt", StringType.class)));
      case "$complete" -> Optional.of(work.complete(items(in)));
      default -> Optional.empty();
    };
  }

  private static <T extends Type> T value(Parameters in, String name, Class<T> type) {
    return in.hasParameter(name) ? type.cast(in.getParameter(name).getValue()) : null;
  }

  private static List<ParametersParameterComponent> items(Parameters in) {
    return in.getParameter().stream().filter(part -> "item".equals(part.getName())).toList();
  }
}

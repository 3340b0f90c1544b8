package org.rapport.server.monitor;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.fhir.FhirOperations;
import org.springframework.stereotype.Component;

/**
 * {@code $heartbeat}: a worker that runs elsewhere says that it is there, and how its routes stand.
 * Safe to repeat.
 */
@Component
public class HeartbeatOperation implements FhirOperations {
  private static final int LONGEST_NAME = 200;
  private static final int MOST_ROUTES = 500;

  private final Workers workers;
  private final FhirContext context;

  HeartbeatOperation(Workers workers, FhirContext context) {
    this.workers = workers;
    this.context = context;
  }

  /**
   * Takes it down; answers nothing.
   *
   * @param worker its name, the one under which it claims
   * @param started when it began
   * @param leaves it ends, and is not missed
   * @param routes as {@code $routes} tells them, without {@code worker}
   */
  @Operation(name = "$heartbeat", idempotent = false)
  public Parameters heartbeat(
      @OperationParam(name = "worker", min = 1) StringType worker,
      @OperationParam(name = "version") StringType version,
      @OperationParam(name = "started", min = 1) InstantType started,
      @OperationParam(name = "leaves") BooleanType leaves,
      @OperationParam(name = "route", max = OperationParam.MAX_UNLIMITED)
          List<ParametersParameterComponent> routes) {
    if (worker == null || !worker.hasValue() || worker.getValue().length() > LONGEST_NAME) {
      throw new InvalidRequestException("worker should be a name of at most 200 characters");
    }
    if (started == null || !started.hasValue()) {
      throw new InvalidRequestException("started should be an instant");
    }
    if (leaves != null && leaves.booleanValue()) {
      workers.left(worker.getValue());
      return new Parameters();
    }
    Parameters told = new Parameters();
    if (routes != null) {
      if (routes.size() > MOST_ROUTES) {
        throw new InvalidRequestException("route should be there at most 500 times");
      }
      routes.stream().map(RouteReport::of).forEach(told::addParameter);
    }
    if (version != null && version.hasValue() && version.getValue().length() > LONGEST_NAME) {
      throw new InvalidRequestException("version should have at most 200 characters");
    }
    boolean heard =
        workers.heard(
            worker.getValue(),
            version == null || !version.hasValue() ? "unknown" : version.getValue(),
            started.getValue().toInstant(),
            context.newJsonParser().encodeResourceToString(told));
    if (!heard) {
      throw new InvalidRequestException("There are more workers of other names than are kept");
    }
    return new Parameters();
  }
}

package org.rapport.server.monitor;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.Operation;
import java.util.Date;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.routes.Heartbeat;
import org.rapport.routes.RouteStates;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.monitor.Workers.Worker;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * {@code $routes}: the Camel routes of this process, and those of workers that run elsewhere, as
 * their last heartbeat told them.
 */
@Component
public class RoutesOperation implements FhirOperations {
  private final ObjectProvider<RouteStates> routes;
  private final Workers workers;
  private final FhirContext context;

  RoutesOperation(ObjectProvider<RouteStates> routes, Workers workers, FhirContext context) {
    this.routes = routes;
    this.workers = workers;
    this.context = context;
  }

  /**
   * Shows {@code here}, whether routes run in this process, a {@code worker} for each that runs
   * elsewhere, and a {@code route} for each of all; those of a worker name it.
   */
  @Operation(name = "$routes", idempotent = true)
  public Parameters routes() {
    Parameters answer = new Parameters();
    RouteStates states = routes.getIfAvailable();
    answer.addParameter().setName("here").setValue(new BooleanType(states != null));
    if (states != null) {
      states.all().forEach(one -> Heartbeat.route(answer.addParameter().setName("route"), one));
    }
    workers.all().forEach(worker -> worker(answer, worker));
    return answer;
  }

  private void worker(Parameters answer, Worker worker) {
    ParametersParameterComponent told = answer.addParameter().setName("worker");
    told.addPart().setName("name").setValue(new StringType(worker.name()));
    told.addPart().setName("version").setValue(new StringType(worker.version()));
    told.addPart().setName("since").setValue(new InstantType(Date.from(worker.started())));
    told.addPart().setName("seen").setValue(new InstantType(Date.from(worker.seen())));
    told.addPart().setName("silent").setValue(new BooleanType(worker.silent()));
    for (ParametersParameterComponent route :
        context.newJsonParser().parseResource(Parameters.class, worker.routes()).getParameter()) {
      route.addPart().setName("worker").setValue(new StringType(worker.name()));
      answer.addParameter(route);
    }
  }
}

package org.rapport.server.monitor;

import ca.uhn.fhir.rest.annotation.Operation;
import java.util.Date;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.routes.RouteStates;
import org.rapport.server.fhir.FhirOperations;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * {@code $routes}: the Camel routes of this process, and of no other: a worker that runs elsewhere
 * tells of itself by its own health and metrics.
 */
@Component
public class RoutesOperation implements FhirOperations {
  private final ObjectProvider<RouteStates> routes;

  RoutesOperation(ObjectProvider<RouteStates> routes) {
    this.routes = routes;
  }

  /** Shows {@code here}, whether routes run in this process, and a {@code route} for each. */
  @Operation(name = "$routes", idempotent = true)
  public Parameters routes() {
    Parameters answer = new Parameters();
    RouteStates states = routes.getIfAvailable();
    answer.addParameter().setName("here").setValue(new BooleanType(states != null));
    if (states != null) {
      states.all().forEach(one -> route(answer.addParameter().setName("route"), one));
    }
    return answer;
  }

  private static void route(ParametersParameterComponent route, RouteStates.State state) {
    route.addPart().setName("id").setValue(new StringType(state.id()));
    if (!state.file().isEmpty()) {
      route.addPart().setName("file").setValue(new StringType(state.file()));
    }
    route.addPart().setName("state").setValue(new CodeType(state.state()));
    number(route, "total", state.total());
    number(route, "failed", state.failed());
    number(route, "in-flight", state.inFlight());
    if (state.fault() != null) {
      route.addPart().setName("fault").setValue(new StringType(state.fault()));
      route.addPart().setName("fault-at").setValue(new InstantType(Date.from(state.faultAt())));
    }
  }

  private static void number(ParametersParameterComponent route, String name, long value) {
    route
        .addPart()
        .setName(name)
        .setValue(new IntegerType((int) Math.min(value, Integer.MAX_VALUE)));
  }
}

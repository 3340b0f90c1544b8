package org.rapport.routes;

import java.time.Instant;
import java.util.Date;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.rapport.routes.rapport.RapportClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's word to the server that it is there, and how its routes stand. */
public final class Heartbeat {
  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

  private final RapportClient server;
  private final RouteStates states;
  private final String worker;
  private final String version;
  private final Instant started;
  private volatile boolean told;

  /**
   * The heartbeat of this process.
   *
   * @param worker the name under which it claims
   * @param started when it began
   */
  Heartbeat(
      RapportClient server, RouteStates states, String worker, String version, Instant started) {
    this.server = server;
    this.states = states;
    this.worker = worker;
    this.version = version;
    this.started = started;
  }

  /** Tells it now; whatever keeps it from being told is thrown. */
  public void tell() {
    Parameters heartbeat = heartbeat();
    states.all().forEach(state -> route(heartbeat.addParameter().setName("route"), state));
    server.heartbeat(heartbeat);
    told = true;
  }

  /** Tells that it ends, if it has told that it was there; one that is killed grows silent. */
  void leave() {
    if (told) {
      Parameters heartbeat = heartbeat();
      heartbeat.addParameter("leaves", new BooleanType(true));
      try {
        server.heartbeat(heartbeat);
      } catch (RuntimeException e) {
        log.debug("The server was not told that this worker ends", e);
      }
    }
  }

  private Parameters heartbeat() {
    Parameters heartbeat = new Parameters();
    heartbeat.addParameter("worker", new StringType(worker));
    heartbeat.addParameter("version", new StringType(version));
    heartbeat.addParameter("started", new InstantType(Date.from(started)));
    return heartbeat;
  }

  /** How a route stands, as {@code $routes} tells it. */
  public static void route(ParametersParameterComponent route, RouteStates.State state) {
    part(route, "id", new StringType(state.id()));
    if (!state.file().isEmpty()) {
      part(route, "file", new StringType(state.file()));
    }
    part(route, "state", new CodeType(state.state()));
    part(route, "total", number(state.total()));
    part(route, "failed", number(state.failed()));
    part(route, "in-flight", number(state.inFlight()));
    if (state.fault() != null) {
      part(route, "fault", new StringType(state.fault()));
      part(route, "fault-at", new InstantType(Date.from(state.faultAt())));
    }
  }

  private static IntegerType number(long value) {
    return new IntegerType((int) Math.min(value, Integer.MAX_VALUE));
  }

  private static void part(ParametersParameterComponent route, String name, Type value) {
    route.addPart().setName(name).setValue(value);
  }
}

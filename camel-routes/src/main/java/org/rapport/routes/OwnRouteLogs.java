package org.rapport.routes;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.log.LogEndpoint;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.Environment;

/**
 * What a route logs is wanted, whatever it names its logger. Libraries are at WARN, so each logger
 * that a route names is let through at INFO, unless {@code logging.level} says otherwise.
 */
final class OwnRouteLogs {
  /** Loggers of {@code log} steps that name none are {@code routes.<route id>}. */
  private static final String PREFIX = "routes.";

  private final Environment env;
  private final LoggingSystem logging = LoggingSystem.get(OwnRouteLogs.class.getClassLoader());

  OwnRouteLogs(Environment env) {
    this.env = env;
  }

  /** Before the routes are made: their loggers' names, and the endpoints that will log. */
  void prepare(CamelContext context) {
    context.getGlobalOptions().putIfAbsent(Exchange.LOG_EIP_NAME, PREFIX + "${routeId}");
    context
        .getCamelContextExtension()
        .registerEndpointCallback(
            (String uri, Endpoint endpoint) -> {
              if (endpoint instanceof LogEndpoint log) {
                admit(log.getLoggerName());
              }
              return endpoint;
            });
  }

  /** Once they stand: loggers that a {@code log} step names. */
  void routesStand(CamelContext context) {
    for (RouteDefinition route : ((ModelCamelContext) context).getRouteDefinitions()) {
      ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), LogDefinition.class)
          .forEach(log -> admit(log.getLogName()));
    }
  }

  private void admit(String logger) {
    if (logger != null
        && !logger.isBlank()
        && !logger.contains("${")
        && !env.containsProperty("logging.level." + logger)) {
      logging.setLogLevel(logger, LogLevel.INFO);
    }
  }
}

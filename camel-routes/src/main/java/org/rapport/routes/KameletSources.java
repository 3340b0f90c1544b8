package org.rapport.routes;

import java.util.Map;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;

/**
 * Source kamelets that are off. Camel starts the route within a kamelet whatever the route does
 * that begins with it: a listener would listen, and hand what comes to nobody.
 */
final class KameletSources extends ModelLifecycleStrategySupport {
  /** The parameter by which our source kamelets are switched. */
  private static final String ENABLED = "enabled";

  @Override
  public void onAddRouteDefinition(RouteDefinition route) {
    Map<String, Object> parameters = route.getTemplateParameters();
    if (parameters != null && "false".equals(String.valueOf(parameters.get(ENABLED)))) {
      route.setAutoStartup("false");
    }
  }
}

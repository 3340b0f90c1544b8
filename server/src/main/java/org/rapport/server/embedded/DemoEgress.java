package org.rapport.server.embedded;

import java.util.Map;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Lets the demo tell itself of changes: the portal that subscribes is played by this process, at an
 * address that is otherwise not for Subscriptions. Besides whatever RAPPORT_EGRESS_ALLOW names.
 */
public class DemoEgress implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
  private static final String ALLOW = "rapport.egress-allow";

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    ConfigurableEnvironment env = event.getEnvironment();
    if (env.containsProperty("demo")) {
      String others = env.getProperty(ALLOW, "").strip();
      String own = "127.0.0.1:" + env.getProperty("server.port");
      env.getPropertySources()
          .addFirst(
              new MapPropertySource(
                  "demo-egress", Map.of(ALLOW, others.isEmpty() ? own : others + "," + own)));
    }
  }
}

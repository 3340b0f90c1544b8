package org.rapport.routes;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;

/** Stops the worker's start when a setting that it cannot do without is missing. */
class RequiredSetting implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
  private final String name;

  RequiredSetting(String name) {
    this.name = name;
  }

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    String value = event.getEnvironment().getProperty(name);
    if (value == null || value.isBlank()) {
      throw new Missing(name + ": should be set for a worker");
    }
  }

  /** The one line that an operator sees. */
  static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Missing(String message) {
      super(message);
    }
  }
}

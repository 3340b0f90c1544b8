package org.rapport.server.security;

import java.nio.file.Path;
import java.util.Map;
import org.rapport.server.store.DataFolder;
import org.rapport.server.store.KeyFile;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * The secret of our signed webhooks where none is set: made at the first start, kept in the data
 * folder, so that a webhook is never open and never shut for want of a setting.
 */
public class WebhookSecret implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
  private static final String KEY = "rapport.webhook-secret";

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    ConfigurableEnvironment env = event.getEnvironment();
    if (env.getProperty(KEY, "").isBlank()) {
      Path data = Path.of(env.getProperty("rapport.data", "./data"));
      Path file = DataFolder.secure(data).resolve("keys").resolve("webhook-secret");
      env.getPropertySources()
          .addFirst(
              new MapPropertySource("rapport-webhook-secret", Map.of(KEY, KeyFile.secret(file))));
    }
  }
}

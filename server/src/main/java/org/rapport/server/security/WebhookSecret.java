package org.rapport.server.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
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
  private static final int BYTES = 32;

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    ConfigurableEnvironment env = event.getEnvironment();
    if (env.getProperty(KEY, "").isBlank()) {
      Path file = Path.of(env.getProperty("rapport.data", "./data"), "keys", "webhook-secret");
      env.getPropertySources()
          .addFirst(
              new MapPropertySource("rapport-webhook-secret", Map.of(KEY, loadOrCreate(file))));
    }
  }

  /** Reads a secret, or makes one of 256 random bits at the first call. */
  public static String loadOrCreate(Path file) {
    try {
      if (Files.exists(file)) {
        return Files.readString(file).strip();
      }
      byte[] bytes = new byte[BYTES];
      new SecureRandom().nextBytes(bytes);
      String secret = HexFormat.of().formatHex(bytes);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
      Files.writeString(file, secret);
      return secret;
    } catch (IOException e) {
      throw new UncheckedIOException("The webhook secret cannot be read or written", e);
    }
  }
}

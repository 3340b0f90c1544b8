package org.rapport.server.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/** The settings as a command has them that starts no server: environment, then our defaults. */
public final class CommandSettings {
  private CommandSettings() {}

  /** Reads them; none is checked. */
  public static StandardEnvironment read() {
    StandardEnvironment environment = new StandardEnvironment();
    try {
      new YamlPropertySourceLoader()
          .load("application", new ClassPathResource("application.yaml"))
          .forEach(environment.getPropertySources()::addLast);
    } catch (IOException e) {
      throw new UncheckedIOException("The defaults of the settings cannot be read", e);
    }
    return environment;
  }
}

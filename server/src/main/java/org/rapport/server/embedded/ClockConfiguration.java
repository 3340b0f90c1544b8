package org.rapport.server.embedded;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.store.StoredSettings;
import org.rapport.time.CivilTime;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The one clock of the application: real time, or the simulated clock of {@code RAPPORT_CLOCK}. */
@Configuration(proxyBeanMethods = false)
public class ClockConfiguration {
  private static final LocalTime DEMO_FROM = LocalTime.of(13, 0);
  private static final LocalTime DEMO_UNTIL = LocalTime.of(19, 0);

  static final String STORED = "simulated-clock";

  /** The machine's own clock, for what tells the machine's state. */
  public static Clock wall() {
    return Clock.systemUTC();
  }

  @Bean
  Clock clock(
      RapportSettings settings,
      StoredSettings remembered,
      FlywayMigrationInitializer migrated,
      Environment env) {
    Optional<Instant> start =
        settings
            .simulatedClock()
            .or(() -> demo(env, settings, wall().instant(), stored(remembered)));
    if (start.isEmpty()) {
      return wall();
    }
    stored(remembered)
        .filter(stored -> start.get().isBefore(stored))
        .ifPresent(
            stored -> {
              throw new InvalidSettingException(
                  "RAPPORT_CLOCK", "should not be earlier than the stored clock, " + stored);
            });
    store(remembered, start.get());
    return new SimulatedClock(start.get());
  }

  /**
   * The demo shows messages going out, which they do not at night: then it stands at the next early
   * afternoon of the clinic.
   */
  private static Optional<Instant> demo(
      Environment env, RapportSettings settings, Instant now, Optional<Instant> stored) {
    if (!env.containsProperty("demo")) {
      return Optional.empty();
    }
    ZoneId zone = settings.clinic().zone();
    LocalDateTime local = CivilTime.installed().local(now, zone);
    if (stored.isEmpty()
        && !local.toLocalTime().isBefore(DEMO_FROM)
        && local.toLocalTime().isBefore(DEMO_UNTIL)) {
      return Optional.empty();
    }
    LocalDateTime noon =
        local.toLocalTime().isBefore(DEMO_FROM)
            ? local.toLocalDate().atTime(DEMO_FROM)
            : local.toLocalDate().plusDays(1).atTime(DEMO_FROM);
    Instant start = CivilTime.installed().instant(noon, zone);
    return Optional.of(stored.filter(start::isBefore).orElse(start));
  }

  static Optional<Instant> stored(StoredSettings remembered) {
    return remembered.find(STORED).map(Instant::parse);
  }

  static void store(StoredSettings remembered, Instant now) {
    remembered.put(STORED, now.toString());
  }
}

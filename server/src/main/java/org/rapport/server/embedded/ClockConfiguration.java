package org.rapport.server.embedded;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.RapportSettings;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The one clock of the application: real time, or the simulated clock of {@code RAPPORT_CLOCK}. */
@Configuration(proxyBeanMethods = false)
public class ClockConfiguration {
  static final String STORED = "simulated-clock";

  @Bean
  Clock clock(RapportSettings settings, JdbcClient jdbc, FlywayMigrationInitializer migrated) {
    Optional<Instant> start = settings.simulatedClock();
    if (start.isEmpty()) {
      return Clock.systemUTC();
    }
    stored(jdbc)
        .filter(stored -> start.get().isBefore(stored))
        .ifPresent(
            stored -> {
              throw new InvalidSettingException(
                  "RAPPORT_CLOCK", "should not be earlier than the stored clock, " + stored);
            });
    store(jdbc, start.get());
    return new SimulatedClock(start.get());
  }

  static Optional<Instant> stored(JdbcClient jdbc) {
    return jdbc.sql("select value from rapport.setting where name = ?")
        .param(STORED)
        .query(String.class)
        .optional()
        .map(Instant::parse);
  }

  static void store(JdbcClient jdbc, Instant now) {
    jdbc.sql(
            """
            insert into rapport.setting (name, value) values (?, ?)
            on conflict (name) do update set value = excluded.value""")
        .params(STORED, now.toString())
        .update();
  }
}

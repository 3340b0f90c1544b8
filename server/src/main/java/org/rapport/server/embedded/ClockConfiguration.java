package org.rapport.server.embedded;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.store.StoredSettings;
import org.rapport.time.CivilTime;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The one clock of the application: real time, or the simulated clock of {@code RAPPORT_CLOCK} and
 * of the demo.
 */
@Configuration(proxyBeanMethods = false)
public class ClockConfiguration {
  private static final LocalTime DEMO_FROM = LocalTime.of(13, 0);
  private static final LocalTime DEMO_UNTIL = LocalTime.of(19, 0);

  private static final LocalTime DEMO_BEGINS = LocalTime.of(9, 0);

  /** How many weeks of a clinic's life there are when the demo opens. */
  public static final int DEMO_WEEKS = 12;

  static final String STORED = "simulated-clock";
  private static final String DEMO_OPENS = "demo-opens";

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
        env.containsProperty("demo")
            ? Optional.of(demo(settings, remembered))
            : settings.simulatedClock();
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
   * Where the demo's clock stands at its start: on a new folder {@value #DEMO_WEEKS} weeks before
   * it opens, as those are played first; where that was broken off, where it was.
   */
  private static Instant demo(RapportSettings settings, StoredSettings remembered) {
    ZoneId zone = settings.clinic().zone();
    Instant opens = settings.simulatedClock().orElseGet(() -> afternoon(zone, wall().instant()));
    Optional<Instant> stored = stored(remembered);
    if (stored.isEmpty()) {
      remembered.put(DEMO_OPENS, opens.toString());
      LocalDate monday =
          CivilTime.installed()
              .local(opens, zone)
              .toLocalDate()
              .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      return CivilTime.installed().instant(monday.minusWeeks(DEMO_WEEKS).atTime(DEMO_BEGINS), zone);
    }
    if (demoOpens(remembered).filter(stored.get()::isBefore).isPresent()) {
      return stored.get();
    }
    return settings.simulatedClock().isPresent() || opens.isAfter(stored.get())
        ? opens
        : stored.get();
  }

  /**
   * The demo shows messages going out, which they do not at night: then it stands at the next early
   * afternoon of the clinic.
   */
  private static Instant afternoon(ZoneId zone, Instant now) {
    LocalDateTime local = CivilTime.installed().local(now, zone);
    if (!local.toLocalTime().isBefore(DEMO_FROM) && local.toLocalTime().isBefore(DEMO_UNTIL)) {
      return now.truncatedTo(ChronoUnit.MINUTES);
    }
    LocalDateTime noon =
        local.toLocalTime().isBefore(DEMO_FROM)
            ? local.toLocalDate().atTime(DEMO_FROM)
            : local.toLocalDate().plusDays(1).atTime(DEMO_FROM);
    return CivilTime.installed().instant(noon, zone);
  }

  /** When the demo opens, after the weeks that it plays first; empty where it never did. */
  public static Optional<Instant> demoOpens(StoredSettings remembered) {
    return remembered.find(DEMO_OPENS).map(Instant::parse);
  }

  static Optional<Instant> stored(StoredSettings remembered) {
    return remembered.find(STORED).map(Instant::parse);
  }

  static void store(StoredSettings remembered, Instant now) {
    remembered.put(STORED, now.toString());
  }
}

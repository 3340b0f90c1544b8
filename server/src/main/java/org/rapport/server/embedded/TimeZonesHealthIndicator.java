package org.rapport.server.embedded;

import java.time.zone.ZoneRulesProvider;
import java.util.List;
import org.rapport.time.CivilTime;
import org.rapport.time.ZoneCorrection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Component {@code timeZones} of {@code /actuator/health}: the version of the installed time-zone
 * database, and the zones that it gets wrong. A stale database is a warning, not a failure, as the
 * changes that we know of are corrected by our own data.
 */
@Component
class TimeZonesHealthIndicator implements HealthIndicator {
  private static final Logger log = LoggerFactory.getLogger(TimeZonesHealthIndicator.class);

  private final String version = ZoneRulesProvider.getVersions("UTC").lastEntry().getKey();
  private final List<ZoneCorrection> corrections = CivilTime.installed().inUse();

  TimeZonesHealthIndicator() {
    if (!corrections.isEmpty()) {
      log.warn(
          "The time-zone database {} is stale for {}; corrected by Rapport's own data",
          version,
          zones());
    }
  }

  private List<String> zones() {
    return corrections.stream().map(correction -> correction.zone().getId()).toList();
  }

  @Override
  public Health health() {
    Health.Builder health = Health.up().withDetail("version", version);
    if (!corrections.isEmpty()) {
      health
          .withDetail(
              "warning", "The time-zone database is stale for " + String.join(", ", zones()))
          .withDetail("staleZones", zones())
          .withDetail("corrected", true)
          .withDetail("sources", corrections.stream().map(ZoneCorrection::source).toList());
    }
    return health.build();
  }
}

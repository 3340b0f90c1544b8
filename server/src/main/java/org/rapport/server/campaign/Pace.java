package org.rapport.server.campaign;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.rapport.server.capacity.Capacity;
import org.rapport.server.capacity.Capacity.Standing;
import org.rapport.server.config.CampaignSettings;
import org.springframework.stereotype.Component;

/**
 * Whether a campaign about a service is to go slowly, as who follows it would wait too long. One
 * about no service, or about one whose times are not known, goes as it does.
 */
@Component
class Pace {
  /** A slow campaign hands out so much of itself, and then waits so long. */
  static final Duration SLOW = Duration.ofHours(1);

  private final Capacity capacity;
  private final CampaignSettings settings;

  Pace(Capacity capacity, CampaignSettings settings) {
    this.capacity = capacity;
    this.settings = settings;
  }

  /** Why it goes slowly; empty when it does not. */
  Optional<String> slow(Campaign campaign, Instant now) {
    if (campaign.service() == null) {
      return Optional.empty();
    }
    return slow(capacity.standing(campaign.service(), campaign.location(), now), settings, now);
  }

  static Optional<String> slow(Standing standing, CampaignSettings settings, Instant now) {
    if (!standing.scheduled()) {
      return Optional.empty();
    }
    if (standing.nextFree() == null || standing.free() == 0) {
      return Optional.of("No time is free in the next four weeks");
    }
    Duration wait = Duration.between(now, standing.nextFree());
    if (wait.compareTo(settings.longestWait()) > 0) {
      return Optional.of(
          "The next free time is in %d days, more than %s"
              .formatted(wait.toDays(), settings.longestWait()));
    }
    if (standing.perFreeTime() > settings.demand()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%d ask for %d free times, more than %s for each",
              standing.leads() + standing.waiting(),
              standing.free(),
              settings.demand()));
    }
    return Optional.empty();
  }
}

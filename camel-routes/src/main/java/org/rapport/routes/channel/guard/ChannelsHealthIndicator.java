package org.rapport.routes.channel.guard;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Component {@code channels} of {@code /actuator/health}: what each channel goes out by and how its
 * circuit stands. Always up: messages wait for a provider, and no restart brings it back.
 */
public class ChannelsHealthIndicator implements HealthIndicator {
  private final ChannelGuard guard;
  private final Map<String, Supplier<Map<String, Object>>> more;

  /**
   * An indicator.
   *
   * @param more further details of a channel, by its name
   */
  public ChannelsHealthIndicator(
      ChannelGuard guard, Map<String, Supplier<Map<String, Object>>> more) {
    this.guard = guard;
    this.more = Map.copyOf(more);
  }

  @Override
  public Health health() {
    Health.Builder health = Health.up();
    guard
        .channels()
        .forEach(
            (name, channel) -> {
              Map<String, Object> details = new LinkedHashMap<>();
              details.put("gateway", channel.settings().gateway());
              details.put("circuit", channel.circuit().getState().name().toLowerCase(Locale.ROOT));
              channel.outage().since().ifPresent(at -> details.put("downSince", at.toString()));
              details.put("perSecond", channel.settings().rate());
              details.putAll(more.getOrDefault(name, Map::of).get());
              health.withDetail(name, details);
            });
    return health.build();
  }
}

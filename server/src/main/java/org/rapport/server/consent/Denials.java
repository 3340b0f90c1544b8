package org.rapport.server.consent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/** What is denied by one of several people's decisions: of a merge, the most restrictive. Pure. */
public final class Denials {
  private Denials() {}

  /**
   * What is denied on a channel.
   *
   * @param until exclusive; null: no end
   */
  public record Denial(Channel channel, Instant until, Set<OutreachPurpose> purposes) {}

  /**
   * Every purpose and channel that the newest decision of any of these people denies, whatever the
   * others permit. Nobody's silence is a denial.
   */
  public static List<Denial> of(Collection<List<Decision>> people, Instant now) {
    List<Denial> denials = new ArrayList<>();
    for (Channel channel : Channel.values()) {
      Map<OutreachPurpose, Instant> ends = new EnumMap<>(OutreachPurpose.class);
      for (OutreachPurpose purpose : OutreachPurpose.values()) {
        List<Decision> denied =
            people.stream()
                .map(decisions -> Permission.newest(decisions, purpose, channel, Bases.NONE, now))
                .flatMap(Optional::stream)
                .filter(decision -> !decision.permit())
                .toList();
        if (!denied.isEmpty()) {
          ends.put(purpose, latest(denied));
        }
      }
      Map<Instant, Set<OutreachPurpose>> byEnd = new HashMap<>();
      ends.forEach(
          (purpose, end) -> byEnd.computeIfAbsent(end, none -> new TreeSet<>()).add(purpose));
      byEnd.forEach((end, purposes) -> denials.add(new Denial(channel, forever(end), purposes)));
    }
    return denials;
  }

  // A denial without an end is later than any other.
  private static Instant latest(List<Decision> denied) {
    return denied.stream()
        .map(decision -> decision.until() == null ? Instant.MAX : decision.until())
        .collect(Collectors.collectingAndThen(Collectors.toList(), Collections::max));
  }

  private static Instant forever(Instant end) {
    return Instant.MAX.equals(end) ? null : end;
  }
}

package org.rapport.server.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** How many people come on a journey by themselves. */
class NewcomerLimitTest {
  private static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");

  private final NewcomerLimit limit = new NewcomerLimit(100);

  @Test
  void aHundredComeByThemselves_andNotOneMore() {
    assertThat(limit.lets(0, 100)).isTrue();
    assertThat(limit.lets(0, 101)).isFalse();
    assertThat(limit.lets(60, 40)).isTrue();
    assertThat(limit.lets(60, 41)).isFalse();
    assertThat(limit.lets(100, 1)).isFalse();
  }

  @Test
  void aDayLaterTheyDoNotCountAnyMore() {
    assertThat(limit.since(NOW)).isEqualTo(NOW.minus(Duration.ofHours(24)));
  }

  private record LetIn(Instant at, int people) {}

  /** However they come, no 24 hours see more than the limit. */
  @Property
  void noDaySeesMoreThanTheLimit(
      @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 150) Integer> people,
      @ForAll @Size(min = 40, max = 40) List<@IntRange(min = 0, max = 900) Integer> minutes) {
    List<LetIn> history = new ArrayList<>();
    Instant now = NOW;
    for (int i = 0; i < people.size(); i++) {
      now = now.plus(Duration.ofMinutes(minutes.get(i)));
      Instant since = limit.since(now);
      int letIn = sum(history, since, now);
      if (limit.lets(letIn, people.get(i))) {
        history.add(new LetIn(now, people.get(i)));
      }
    }
    for (LetIn first : history) {
      Instant end = first.at().plus(Duration.ofHours(24));
      int inADay =
          history.stream()
              .filter(one -> !one.at().isBefore(first.at()) && one.at().isBefore(end))
              .mapToInt(LetIn::people)
              .sum();
      assertThat(inADay).isLessThanOrEqualTo(100);
    }
  }

  private static int sum(List<LetIn> history, Instant since, Instant until) {
    return history.stream()
        .filter(one -> one.at().isAfter(since) && !one.at().isAfter(until))
        .mapToInt(LetIn::people)
        .sum();
  }
}

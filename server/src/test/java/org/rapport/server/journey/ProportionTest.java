package org.rapport.server.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rapport.server.journey.Journey.Experiment;
import org.rapport.server.journey.Journey.ReEntry;

/** Results of experiments, and who is in which variant. */
class ProportionTest {

  @Test
  void wilsonsIntervalIsThatOfTheTables() {
    Proportion ten = new Proportion(10, 100);
    assertThat(ten.low()).isCloseTo(0.0552, within(0.0001));
    assertThat(ten.high()).isCloseTo(0.1744, within(0.0001));
    assertThat(new Proportion(0, 20).low()).isZero();
    assertThat(new Proportion(0, 20).high()).isCloseTo(0.1611, within(0.0001));
    assertThat(new Proportion(0, 0).high()).isOne();
    assertThat(ten.differsFrom(new Proportion(30, 100))).isTrue();
    assertThat(ten.differsFrom(new Proportion(13, 100))).isFalse();
  }

  @Test
  void theDrawIsStable_andFollowsTheWeights() {
    Journey journey =
        new Journey(
            "urn:j",
            "1",
            List.of(),
            List.of(),
            List.of(),
            ReEntry.ALWAYS,
            Optional.of(
                new Experiment(
                    "subject line",
                    100,
                    List.of(
                        new Experiment.Variant("a", 6, false),
                        new Experiment.Variant("b", 3, false),
                        new Experiment.Variant("none", 1, true)))),
            Set.of(),
            Optional.empty());
    Map<String, Long> drawn =
        IntStream.range(0, 20_000)
            .mapToObj(i -> new UUID(i, i * 31L).toString())
            .peek(
                id ->
                    assertThat(VariantDraw.draw(journey, id))
                        .isEqualTo(VariantDraw.draw(journey, id)))
            .collect(
                Collectors.groupingBy(
                    id -> VariantDraw.draw(journey, id).orElseThrow(), Collectors.counting()));

    assertThat(drawn.get("a")).isBetween(11_700L, 12_300L);
    assertThat(drawn.get("b")).isBetween(5_700L, 6_300L);
    assertThat(drawn.get("none")).isBetween(1_800L, 2_200L);
  }
}

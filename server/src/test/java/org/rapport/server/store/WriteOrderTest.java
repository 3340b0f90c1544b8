package org.rapport.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Each resource is written after those that it refers to, or all of them by HAPI. */
class WriteOrderTest {
  @Test
  void whatIsElsewhereAndOneselfDoNotCount() {
    Map<String, Set<String>> needs = new LinkedHashMap<>();
    needs.put("Task/a", Set.of("Patient/p", "Task/a", "Location/elsewhere"));
    needs.put("Patient/p", Set.of("Organization/elsewhere"));

    assertThat(WriteOrder.of(needs)).containsExactly("Patient/p", "Task/a");
  }

  @Test
  void aCircleHasNoOrder() {
    assertThat(
            WriteOrder.of(
                Map.of(
                    "Task/a", Set.of("Communication/b"),
                    "Communication/b", Set.of("Task/a"),
                    "Patient/p", Set.of())))
        .isEmpty();
  }

  /** A bit of row i at j: i refers to j. Only to lower ones: there is no circle. */
  @Property
  void withoutACircleEachIsThereOnceAndAfterWhatItNeeds(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 4095) Integer> rows) {
    Map<String, Set<String>> needs = new LinkedHashMap<>();
    // Written down backwards, so that the order given is the wrong one.
    for (int i = rows.size() - 1; i >= 0; i--) {
      int row = rows.get(i) & ((1 << i) - 1);
      needs.put(
          "Task/" + i,
          java.util.stream.IntStream.range(0, i)
              .filter(j -> (row >> j & 1) == 1)
              .mapToObj(j -> "Task/" + j)
              .collect(Collectors.toSet()));
    }

    List<String> order = WriteOrder.of(needs);

    assertThat(order).containsExactlyInAnyOrderElementsOf(needs.keySet());
    needs.forEach(
        (reference, others) ->
            others.forEach(
                other -> assertThat(order.indexOf(other)).isLessThan(order.indexOf(reference))));
  }
}

package org.rapport.server.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.rapport.server.inbound.Meaning.Kind;

/** Parts become the text that was written, or say where something is missing. */
class JoinPartsTest {
  private final ReadText reader = new ReadText();

  @Property
  void anySplitInAnyOrderIsTheText(
      @ForAll String text, @ForAll @IntRange(min = 2, max = 255) int of, @ForAll Random random) {
    List<Integer> cuts =
        new ArrayList<>(
            IntStream.range(1, of).mapToObj(cut -> random.nextInt(text.length() + 1)).toList());
    cuts.add(0);
    cuts.add(text.length());
    Collections.sort(cuts);
    List<Integer> arriving = new ArrayList<>(IntStream.rangeClosed(1, of).boxed().toList());
    Collections.shuffle(arriving, random);
    SortedMap<Integer, String> parts = new TreeMap<>();
    arriving.forEach(
        number -> parts.put(number, text.substring(cuts.get(number - 1), cuts.get(number))));

    assertThat(JoinParts.join(parts, of)).isEqualTo(text);
  }

  @Test
  void whatIsMissingIsMarkedOnceWhereItWas() {
    assertThat(join(3, 1, "a", 2, "b")).isEqualTo("ab … ");
    assertThat(join(3, 2, "b", 3, "c")).isEqualTo(" … bc");
    assertThat(join(5, 1, "a", 4, "d")).isEqualTo("a … d … ");
  }

  @Test
  void theMarkIsNoWord() {
    assertThat(reader.read(join(2, 1, "stop")).kind()).isEqualTo(Kind.STOP);
    assertThat(reader.read(join(3, 1, "i want to", 3, "die")).kind()).isEqualTo(Kind.CRISIS);
  }

  private static String join(int of, Object... parts) {
    SortedMap<Integer, String> byNumber = new TreeMap<>();
    for (int i = 0; i < parts.length; i += 2) {
      byNumber.putAll(Map.of((Integer) parts[i], (String) parts[i + 1]));
    }
    return JoinParts.join(byNumber, of);
  }
}

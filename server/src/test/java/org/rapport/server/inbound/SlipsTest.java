package org.rapport.server.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Slips of a thumb, counted. */
class SlipsTest {
  @Property
  void isADistance(@ForAll("words") String one, @ForAll("words") String other) {
    assertThat(Slips.distance(one, one)).isZero();
    assertThat(Slips.distance(one, other)).isEqualTo(Slips.distance(other, one));
    assertThat(Slips.distance(one, other))
        .isBetween(Math.abs(one.length() - other.length()), Math.max(one.length(), other.length()));
    assertThat(Slips.distance(one, other) == 0).isEqualTo(one.equals(other));
  }

  @Property
  void oneSlipIsOne(@ForAll("words") String word, @ForAll("places") int place) {
    int at = Math.floorMod(place, word.length());
    String missing = word.substring(0, at) + word.substring(at + 1);
    String doubled = word.substring(0, at) + word.charAt(at) + word.substring(at);

    assertThat(Slips.distance(missing, word)).isEqualTo(1);
    assertThat(Slips.distance(doubled, word)).isEqualTo(1);
    assertThat(Slips.few(doubled, word)).isTrue();
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withCharRange('a', 'e').ofMinLength(1).ofMaxLength(10);
  }

  @Provide
  Arbitrary<Integer> places() {
    return Arbitraries.integers().between(0, 100);
  }
}

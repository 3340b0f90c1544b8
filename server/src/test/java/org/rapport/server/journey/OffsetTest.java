package org.rapport.server.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Distances in time as UCUM quantities. */
class OffsetTest {

  @ParameterizedTest
  @CsvSource({
    "2, wk, P14D",
    "7, d, P7D",
    "2, h, PT2H",
    "1.5, h, PT1H30M",
    "30, min, PT30M",
    "90, s, PT1M30S"
  })
  void whenReadFromAQuantity_thenWeeksAndDaysAreDaysAndTheRestIsElapsed(
      BigDecimal value, String unit, String words) {
    assertThat(Offset.of(value, unit)).hasToString(words);
    assertThat(Offset.of(value, unit).negated()).hasToString("-" + words);
    assertThat(Offset.of(value, unit).negated().negated()).isEqualTo(Offset.of(value, unit));
  }

  @Test
  void whenTheUnitIsNotAFixedTime_thenItIsRefusedByName() {
    assertThatThrownBy(() -> Offset.of(BigDecimal.ONE, "ms"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ms");
  }

  @Test
  void whenADayIsBroken_thenItIsRefused() {
    assertThatThrownBy(() -> Offset.of(new BigDecimal("1.5"), "d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5 d");
  }

  @Test
  void whenThereAreNoDays_thenTheWallClockDoesNotMatter() {
    assertThat(new Offset(0, Duration.ofHours(24)).keepsWallClock()).isFalse();
    assertThat(new Offset(-1, Duration.ZERO).keepsWallClock()).isTrue();
    assertThat(Offset.NONE).hasToString("PT0S");
  }
}

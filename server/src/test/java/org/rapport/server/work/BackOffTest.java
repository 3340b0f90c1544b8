package org.rapport.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a failed item waits. */
class BackOffTest {

  @ParameterizedTest
  @CsvSource({
    "-1, PT5S",
    "0, PT5S",
    "1, PT5S",
    "2, PT10S",
    "3, PT20S",
    "7, PT5M20S",
    "8, PT10M40S",
    "9, PT15M",
    "11, PT15M",
    "64, PT15M",
    "2147483647, PT15M"
  })
  void whenAnItemFailsAgain_thenItWaitsTwiceAsLongUpToAQuarterOfAnHour(
      int attempts, Duration wait) {
    assertThat(WorkItems.backOff(attempts)).isEqualTo(wait);
  }
}

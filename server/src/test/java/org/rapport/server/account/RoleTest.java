package org.rapport.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the table of roles keeps together. */
class RoleTest {
  @ParameterizedTest
  @EnumSource
  void whoMayReadAMeasureMayReadWhatComesOfIt(Role role) {
    for (char letter : "rs".toCharArray()) {
      assertThat(role.permits("MeasureReport", letter)).isEqualTo(role.permits("Measure", letter));
    }
  }
}

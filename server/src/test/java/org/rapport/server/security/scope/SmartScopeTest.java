package org.rapport.server.security.scope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a scope says, in the notation of version 2 and of version 1. */
class SmartScopeTest {
  @ParameterizedTest
  @CsvSource({
    "patient/Observation.read, patient/Observation.rs",
    "patient/Observation.write, patient/Observation.cud",
    "user/*.*, user/*.cruds",
    "user/*.read, user/*.rs",
  })
  void theOldNotationMeansWhatSmartSays(String old, String meant) {
    assertThat(SmartScope.of(old)).isEqualTo(SmartScope.of(meant)).isPresent();
  }
}

package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;

/** Whatever is in a frame is answered: AA, AE or AR, and never by a failure of ours. */
class IntakeFuzzTest {

  @FuzzTest(maxDuration = "10s")
  void isAcknowledged(byte @NotNull [] message) {
    assertThat(new IntakeFixture().send(message)).containsPattern("\rMSA\\|A[AER]\\||\rMSA.A[AER]");
  }
}

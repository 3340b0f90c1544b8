package org.rapport.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a campaign halts itself, at the edges. */
class BrakesTest {
  private static Progress progress(int attempted, int errors, int complaints, int identical) {
    int delivered = attempted - errors;
    return new Progress(
        10_000, delivered, 0, 0, 0, attempted, errors, delivered, complaints, identical);
  }

  @Test
  void itHaltsOnErrors_whenThereAreTwoAndOneInTen() {
    assertThat(Brakes.halt(progress(1, 1, 0, 0), false)).isEmpty();
    assertThat(Brakes.halt(progress(20, 2, 0, 0), false)).isPresent();
    assertThat(Brakes.halt(progress(21, 2, 0, 0), false)).isEmpty();
  }

  @Test
  void ofTheFirstFewASingleFailureMayBeAll() {
    assertThat(Brakes.halt(progress(1, 1, 0, 0), true)).isPresent();
    assertThat(Brakes.halt(progress(2, 1, 0, 0), true)).isEmpty();
  }

  /** R17: under three in a thousand, of at least 500. */
  @Test
  void itHaltsOnComplaints_fromThreeInAThousandOf500() {
    assertThat(Brakes.halt(progress(499, 0, 100, 0), false)).isEmpty();
    assertThat(Brakes.halt(progress(500, 0, 1, 0), false)).isEmpty();
    assertThat(Brakes.halt(progress(500, 0, 2, 0), false)).isPresent();
    assertThat(Brakes.halt(progress(1000, 0, 2, 0), false)).isEmpty();
    assertThat(Brakes.halt(progress(1000, 0, 3, 0), false)).isPresent();
    assertThat(Brakes.warning(progress(1001, 0, 1, 0))).isEmpty();
    assertThat(Brakes.warning(progress(1000, 0, 1, 0))).isPresent();
  }

  @Test
  void itHaltsOnIdenticalBodies_fromThreeAndOneInAHundred() {
    assertThat(Brakes.halt(progress(10, 0, 0, 2), false)).isEmpty();
    assertThat(Brakes.halt(progress(300, 0, 0, 3), false)).isPresent();
    assertThat(Brakes.halt(progress(301, 0, 0, 3), false)).isEmpty();
  }
}

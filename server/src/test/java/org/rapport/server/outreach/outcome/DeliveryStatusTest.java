package org.rapport.server.outreach.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A delivery status only moves forward, in whatever order reports arrive. */
class DeliveryStatusTest {
  private static final List<String> ORDER = List.of("", "queued", "sent", "delivered", "read");

  @Test
  void whenReportsArriveInAnyOrder_thenOnlyALaterStateCounts() {
    for (String present : ORDER) {
      for (String reported : ORDER.subList(1, ORDER.size())) {
        assertThat(DeliveryOperation.forward(present, reported))
            .as("%s after %s", reported, present)
            .isEqualTo(ORDER.indexOf(reported) > ORDER.indexOf(present));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', failed, true",
    "queued, failed, true",
    "sent, failed, true",
    "delivered, failed, false",
    "read, failed, false",
    "failed, failed, false",
    "failed, delivered, false",
    "failed, queued, false"
  })
  void whenItFailed_thenThatIsAnEndUnlessItHadArrived(
      String present, String reported, boolean forward) {
    assertThat(DeliveryOperation.forward(present, reported)).isEqualTo(forward);
  }
}

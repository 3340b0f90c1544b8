package org.rapport.server.it;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A small share of {@link KillPoints}, which finds more the longer it runs. */
@Execution(ExecutionMode.CONCURRENT)
class KillPointsIT {
  @Test
  void nothingIsLostDoubledOrOutOfOrder() throws Exception {
    KillPoints.run(Integer.getInteger("rapport.kill-points", 2), 20261129, Duration.ofMinutes(10));
  }
}

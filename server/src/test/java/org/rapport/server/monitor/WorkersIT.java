package org.rapport.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.rapport.server.OwnServer;
import org.rapport.server.monitor.Workers.Worker;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A worker that is not heard any more. */
class WorkersIT extends OwnServer {
  private static final Instant STARTED = Instant.parse("2027-03-01T15:00:00Z");

  @Autowired private Workers workers;
  @Autowired private JdbcClient jdbc;

  @Test
  void isSilentAfterThreeHeartbeatsThatDidNotComeAndForgottenADayAfterTheLast() {
    workers.heard("host-1", "1.0", STARTED, "{}");
    assertThat(workers.all()).singleElement().extracting(Worker::silent).isEqualTo(false);

    passed("91 seconds");
    assertThat(workers.all()).singleElement().extracting(Worker::silent).isEqualTo(true);

    workers.heard("host-1", "1.1", STARTED, "{}");
    assertThat(workers.all())
        .singleElement()
        .satisfies(
            worker -> {
              assertThat(worker.silent()).isFalse();
              assertThat(worker.version()).isEqualTo("1.1");
            });

    passed("25 hours");
    assertThat(workers.all()).isEmpty();
  }

  private void passed(String time) {
    jdbc.sql("update rapport.worker set seen = seen - cast(? as interval)").param(time).update();
  }
}

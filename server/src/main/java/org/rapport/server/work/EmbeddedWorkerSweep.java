package org.rapport.server.work;

import org.rapport.server.config.RapportSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * At start, ends the leases that the routes of this JVM's predecessor held. Only with the embedded
 * database: its data folder is locked, so the predecessor is certainly gone; elsewhere leases run
 * out by themselves.
 */
@Component
class EmbeddedWorkerSweep implements SmartLifecycle {
  /** The name under which the routes of the all-in-one claim. */
  static final String WORKER = "embedded";

  private static final Logger log = LoggerFactory.getLogger(EmbeddedWorkerSweep.class);

  private final WorkItems items;
  private final RapportSettings settings;
  private volatile boolean running;

  EmbeddedWorkerSweep(WorkItems items, RapportSettings settings) {
    this.items = items;
    this.settings = settings;
  }

  @Override
  public void start() {
    if (!settings.database().external()) {
      int released = items.releaseAll(WORKER);
      if (released > 0) {
        log.info("Took over {} work items that an earlier process held", released);
      }
    }
    running = true;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return 0;
  }
}

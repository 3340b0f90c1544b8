package org.rapport.server.fulltext;

import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.search.engine.reporting.EntityIndexingFailureContext;
import org.hibernate.search.engine.reporting.FailureContext;
import org.hibernate.search.engine.reporting.FailureHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Hears of what could not be written to the index: it is written in the background, after the
 * transaction, and one failure takes with it what was not yet on the disk.
 */
@Component
public class LostWords implements FailureHandler {
  private static final Logger log = LoggerFactory.getLogger(LostWords.class);

  private final AtomicBoolean lost = new AtomicBoolean();

  @Override
  public void handle(FailureContext context) {
    heard();
  }

  @Override
  public void handle(EntityIndexingFailureContext context) {
    heard();
  }

  // Its own words name what was to be indexed.
  private void heard() {
    if (!lost.getAndSet(true)) {
      log.warn("The full-text index could not be written; it will catch up");
    }
  }

  /** Whether anything was lost since this was last asked. */
  boolean any() {
    return lost.getAndSet(false);
  }
}

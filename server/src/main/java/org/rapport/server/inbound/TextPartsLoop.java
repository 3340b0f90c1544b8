package org.rapport.server.inbound;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rapport.server.work.OwnWork;
import org.rapport.server.work.WorkItem;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkQueue;
import org.rapport.server.work.WorkSignal;
import org.springframework.stereotype.Component;

/**
 * Takes long texts of which parts are missing when they are due, and forgets those that were taken.
 * Due times are the application's clock's.
 */
@Component
public class TextPartsLoop extends WorkLoop {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final OwnWork work;
  private final ReceivePart parts;

  TextPartsLoop(OwnWork work, ReceivePart parts, WorkSignal signal) {
    super("text-parts", WorkQueue.TEXT_PARTS, signal, LOOK_AGAIN);
    this.work = work;
    this.parts = parts;
  }

  /** Looks at one text that is due: one transaction never holds two senders. */
  public int runOnce() {
    return work.run(WorkQueue.TEXT_PARTS, 1, this::look);
  }

  private Map<Long, Instant> look(List<WorkItem> items) {
    Map<Long, Instant> again = new HashMap<>();
    for (WorkItem item : items) {
      parts.look(item.patient()).ifPresent(at -> again.put(item.id(), at));
    }
    return again;
  }

  @Override
  protected boolean turn() {
    return runOnce() > 0;
  }
}

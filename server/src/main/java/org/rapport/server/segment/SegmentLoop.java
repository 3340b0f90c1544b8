package org.rapport.server.segment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.rapport.server.work.OwnWork;
import org.rapport.server.work.WorkItem;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkQueue;
import org.rapport.server.work.WorkSignal;
import org.rapport.terminology.Ref;
import org.springframework.stereotype.Component;

/**
 * Evaluates the segments that journeys are for: for those patients of whom something was written,
 * as it is written; as a whole when the Group or the journey is written, and once a day, for what a
 * filter reads of resources that name no patient. Due times are the application's clock's.
 */
@Component
public class SegmentLoop extends WorkLoop {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int BATCH = 200;

  private final OwnWork work;
  private final SegmentRows rows;
  private final SegmentsInUse inUse;
  private final Clock clock;

  SegmentLoop(OwnWork work, SegmentRows rows, SegmentsInUse inUse, WorkSignal signal, Clock clock) {
    super("segments", WorkQueue.SEGMENT, signal, LOOK_AGAIN);
    this.work = work;
    this.rows = rows;
    this.inUse = inUse;
    this.clock = clock;
  }

  /** Evaluates what is due; answers how many items it took. */
  public int runOnce() {
    return work.run(WorkQueue.SEGMENT, BATCH, this::evaluate);
  }

  private Map<Long, Instant> evaluate(List<WorkItem> items) {
    Set<String> groups = inUse.groups();
    Set<String> patients = new TreeSet<>();
    Map<Long, Instant> again = new HashMap<>();
    for (WorkItem item : items) {
      Ref focus = Ref.of(item.focus());
      if (focus.type().equals("Patient")) {
        patients.add(focus.id());
      } else {
        rows.refresh(focus.id(), null);
        if (groups.contains(focus.id())) {
          again.put(item.id(), clock.instant().plus(DAY));
        }
      }
    }
    if (!patients.isEmpty()) {
      groups.forEach(group -> rows.refresh(group, patients));
    }
    return again;
  }

  @Override
  protected boolean turn() {
    return runOnce() > 0;
  }
}

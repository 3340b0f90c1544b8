package org.rapport.server.campaign;

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
import org.rapport.terminology.Ref;
import org.springframework.stereotype.Component;

/**
 * Takes campaigns further when they are due: at their start, at their pace, and when something
 * became of one of their messages. Due times are the application's clock's.
 */
@Component
public class CampaignLoop extends WorkLoop {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final OwnWork work;
  private final AdvanceCampaign advance;
  private final NewcomerCampaigns newcomers;

  CampaignLoop(
      OwnWork work, AdvanceCampaign advance, NewcomerCampaigns newcomers, WorkSignal signal) {
    super("campaigns", WorkQueue.CAMPAIGN, signal, LOOK_AGAIN);
    this.work = work;
    this.advance = advance;
    this.newcomers = newcomers;
  }

  /** Takes one campaign that is due one step further, or makes one; answers how many it took. */
  public int runOnce() {
    return work.run(WorkQueue.CAMPAIGN, 1, this::step);
  }

  private Map<Long, Instant> step(List<WorkItem> items) {
    Map<Long, Instant> again = new HashMap<>();
    for (WorkItem item : items) {
      if (Ref.is("Group", item.focus())) {
        newcomers.look(item.patient());
      } else {
        advance.step(item.patient()).ifPresent(at -> again.put(item.id(), at));
      }
    }
    return again;
  }

  @Override
  protected boolean turn() {
    return runOnce() > 0;
  }
}

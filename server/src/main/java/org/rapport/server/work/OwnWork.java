package org.rapport.server.work;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Work items that the server does by itself, on the same table and under the same rules as those of
 * workers: leased, one at a time for each key, repeated after a crash, dead with a Task after too
 * many failures.
 */
@Component
public class OwnWork {
  private static final Duration LEASE = Duration.ofMinutes(5);

  private final WorkItems items;
  private final DeadWork dead;
  private final TransactionTemplate transaction;

  OwnWork(WorkItems items, DeadWork dead, TransactionTemplate transaction) {
    this.items = items;
    this.dead = dead;
    this.transaction = transaction;
  }

  /** Does claimed items, in the transaction that ends them and all that wait for the same. */
  @FunctionalInterface
  public interface Work {
    /** Answers when items are to be done again, by their id; all others are over. */
    Map<Long, Instant> of(List<WorkItem> items);
  }

  /**
   * Does what is due of a kind. When one item breaks the batch, each is done alone.
   *
   * @return how many items were claimed
   */
  public int run(String kind, int max, Work work) {
    List<WorkItem> batch =
        transaction.execute(status -> items.claim(kind, max, LEASE, EmbeddedWorkerSweep.WORKER));
    if (batch.isEmpty()) {
      return 0;
    }
    new EachAlone<WorkItem>("Work of kind " + kind + " on", WorkItem::focus)
        .run(
            () -> run(batch, work),
            () -> batch,
            item -> run(List.of(item), work),
            (item, why) -> transaction.executeWithoutResult(status -> dead.failed(item, why)));
    return batch.size();
  }

  private List<WorkItem> run(List<WorkItem> batch, Work work) {
    return transaction.execute(
        status -> {
          List<WorkItem> held =
              items.held(batch.stream().map(WorkItem::id).toList(), batch.get(0).lease());
          // Before the work looks: what is asked for later is another item, and stays.
          items.alike(held);
          Map<Long, Instant> again = work.of(held);
          again.forEach((id, at) -> items.defer(id, at, true));
          items.done(held.stream().map(WorkItem::id).filter(id -> !again.containsKey(id)).toList());
          return held;
        });
  }
}

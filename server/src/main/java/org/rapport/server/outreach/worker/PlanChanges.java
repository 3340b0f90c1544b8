package org.rapport.server.outreach.worker;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.rapport.server.apply.ChangeFollower;
import org.rapport.server.apply.ChangeWork;
import org.rapport.server.store.StoreSession;
import org.rapport.server.work.DeadWork;
import org.rapport.server.work.EachAlone;
import org.rapport.server.work.WorkItem;
import org.rapport.server.work.WorkItems;
import org.rapport.server.work.WorkQueue;
import org.rapport.server.work.WorkSignal;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works off claimed change events: plans what they touch and removes them, in one transaction. When
 * one breaks the batch, each is planned alone; the broken one comes again later, and dies after too
 * many failures, with a Task.
 */
@Component
public class PlanChanges {
  private static final EachAlone<Long> EACH_ALONE = new EachAlone<>("Change", Function.identity());

  private final WorkItems items;
  private final ChangeWork changes;
  private final DeadWork dead;
  private final List<ChangeFollower> followers;
  private final StoreSession session;
  private final TransactionTemplate transaction;
  private final WorkSignal signal;

  PlanChanges(
      WorkItems items,
      ChangeWork changes,
      DeadWork dead,
      List<ChangeFollower> followers,
      StoreSession session,
      TransactionTemplate transaction,
      WorkSignal signal) {
    this.items = items;
    this.changes = changes;
    this.dead = dead;
    this.followers = List.copyOf(followers);
    this.session = session;
    this.transaction = transaction;
    this.signal = signal;
  }

  /**
   * Plans these items.
   *
   * @return how many were planned; the others are not held any more, or failed
   */
  public int run(Collection<Long> ids, UUID lease) {
    return EACH_ALONE
        .run(
            () -> transaction.execute(status -> plan(items.held(ids, lease))),
            () -> ids,
            id -> transaction.execute(status -> plan(items.held(List.of(id), lease))),
            (id, why) -> failed(id, lease, why))
        .size();
  }

  private void failed(Long id, UUID lease, String why) {
    transaction.executeWithoutResult(
        status -> items.held(List.of(id), lease).forEach(item -> dead.failed(item, why)));
    // It is due at another time now than whoever waits for work believes.
    signal.raise(WorkQueue.CHANGE);
  }

  private List<WorkItem> plan(List<WorkItem> held) {
    if (!held.isEmpty()) {
      List<String> foci = held.stream().map(WorkItem::focus).distinct().toList();
      followers.forEach(
          follower -> {
            follower.follow(foci);
            session.renew();
          });
      changes.plan(
          held.stream()
              .filter(item -> !CrisisEscalation.NOBODY.equals(item.patient()))
              .map(item -> new ChangeWork.Change(item.patient(), item.focus()))
              .distinct()
              .toList());
      items.done(held.stream().map(WorkItem::id).toList());
    }
    return held;
  }
}

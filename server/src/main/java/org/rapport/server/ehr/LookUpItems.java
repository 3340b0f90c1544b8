package org.rapport.server.ehr;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.rapport.server.work.DeadWork;
import org.rapport.server.work.WorkItem;
import org.rapport.server.work.WorkItems;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.OutcomeKind;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is to be looked up at the EHR, as work: a resource, the changes since the watermark, all
 * that is to come, or the events of a Subscription that did not come. What the EHR does not give
 * for a day, or gives in a way that cannot be mapped, is a person's; a search is asked for as long
 * as it takes.
 */
@Component
public class LookUpItems {
  /** Ends the focus of a look-up that is a search of a type. */
  static final String SEARCH = "?_lastUpdated";

  /** Of one that compares all visits that are to come. */
  static final String COMPARE = "?date";

  /** With the longest back-off, about a day: an EHR's maintenance takes a night. */
  private static final int MAX_ATTEMPTS = 100;

  private static final Pattern EVENTS = Pattern.compile(".*/Subscription/[^/]+");

  private final WorkItems items;
  private final DeadWork dead;
  private final EhrFeeds feeds;
  private final TransactionTemplate transaction;
  private final Clock clock;

  LookUpItems(
      WorkItems items,
      DeadWork dead,
      EhrFeeds feeds,
      TransactionTemplate transaction,
      Clock clock) {
    this.items = items;
    this.dead = dead;
    this.feeds = feeds;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * A claimed look-up.
   *
   * @param since of a search the watermark, of a Subscription the last number that is known; empty
   *     for a resource, and where nothing is known yet
   */
  public record LookUp(WorkItem item, Optional<String> since) {}

  /** Claims what is due. */
  public List<LookUp> claim(int max, Duration lease, String worker) {
    return transaction.execute(
        status ->
            items.claim(WorkQueue.EHR_LOOK_UP, max, lease, worker).stream()
                .map(item -> new LookUp(item, since(item.focus())))
                .toList());
  }

  private Optional<String> since(String focus) {
    if (focus.endsWith(SEARCH)) {
      return feeds.watermark(focus).map(Instant::toString);
    }
    return EVENTS.matcher(focus).matches()
        ? feeds.known(focus).map(String::valueOf)
        : Optional.empty();
  }

  /**
   * Notes what came of one.
   *
   * @param detail a short code, no personal data
   * @param retryAfter seconds for which the EHR wants to be left alone, or null
   * @return false where the caller's lease ran out, or it is another kind of work
   */
  public boolean complete(
      long id, UUID lease, OutcomeKind kind, String detail, Integer retryAfter) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              List<WorkItem> held =
                  items.held(List.of(id), lease).stream()
                      .filter(item -> WorkQueue.EHR_LOOK_UP.equals(item.kind()))
                      .toList();
              held.forEach(item -> finish(item, kind, detail, retryAfter));
              return !held.isEmpty();
            }));
  }

  private void finish(WorkItem item, OutcomeKind kind, String detail, Integer retryAfter) {
    boolean endless = item.focus().endsWith(SEARCH) || EVENTS.matcher(item.focus()).matches();
    if (kind == OutcomeKind.SENT) {
      items.done(List.of(item.id()));
    } else if (retryAfter != null) {
      items.defer(item.id(), clock.instant().plusSeconds(retryAfter), true);
    } else if (endless) {
      items.fail(item, detail, Integer.MAX_VALUE);
    } else {
      // To look twice does no harm: an unknown end is none.
      dead.failed(item, detail, kind == OutcomeKind.FAILED ? 0 : MAX_ATTEMPTS);
    }
  }
}

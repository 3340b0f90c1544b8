package org.rapport.server.work;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.rapport.server.store.WithoutMessages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work done as a batch, which is fast; where that breaks each item is done alone, so that only the
 * broken one waits. What breaks is logged once, with the item's id and the place and without the
 * exception's message. Thread-safe.
 *
 * @param <T> an item
 */
public final class EachAlone<T> {
  private static final Logger log = LoggerFactory.getLogger(EachAlone.class);

  private final String what;
  private final Function<T, ?> id;

  /**
   * For one kind of work.
   *
   * @param what it is, for the log: "Due message"
   * @param id of an item, for the log; no personal data
   */
  public EachAlone(String what, Function<T, ?> id) {
    this.what = what;
    this.id = id;
  }

  /**
   * Does the batch, or each alone. Transactions are the callers'.
   *
   * @param batch does all at once; where it throws it has changed nothing
   * @param items is asked after the batch has failed
   * @param alone does one; where it throws it has changed nothing
   * @param failed what becomes of one that cannot be done, and the kind of failure
   * @return what was done
   */
  public <R> List<R> run(
      Supplier<List<R>> batch,
      Supplier<? extends Collection<T>> items,
      Function<T, List<R>> alone,
      BiConsumer<T, String> failed) {
    try {
      return batch.get();
    } catch (RuntimeException e) {
      return alone(e, items.get(), alone, failed);
    }
  }

  private <R> List<R> alone(
      RuntimeException first,
      Collection<T> items,
      Function<T, List<R>> alone,
      BiConsumer<T, String> failed) {
    List<R> done = new ArrayList<>();
    int broken = 0;
    for (T item : items) {
      try {
        done.addAll(alone.apply(item));
      } catch (RuntimeException e) {
        broken++;
        log.warn("{} {} failed", what, id.apply(item), WithoutMessages.of(e));
        failed.accept(item, kind(e));
      }
    }
    // Where one has failed again, the line above says where; else nothing else would.
    if (broken == 0) {
      log.warn("{}: a batch failed, and nothing of it alone", what, WithoutMessages.of(first));
    }
    return done;
  }

  private static String kind(RuntimeException e) {
    return e.getClass().getSimpleName();
  }
}

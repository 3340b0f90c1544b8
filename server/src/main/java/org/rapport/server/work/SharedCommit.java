package org.rapport.server.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * One statement and one commit for all who ask at the same time, instead of one each. Nobody waits
 * for others to come: whoever finds nobody at it does it for those that wait by then. Each has an
 * answer only after the commit, as if alone. Thread-safe; not within a transaction, which would be
 * the commit of others too.
 *
 * @param <K> what is asked; equal ones are never done together
 * @param <R> the answer
 */
public final class SharedCommit<K, R> {
  private static final int MOST = 100;

  private final Function<List<K>, Map<K, R>> all;
  private final R otherwise;
  private final ConcurrentLinkedQueue<Asked<K, R>> waiting = new ConcurrentLinkedQueue<>();
  private final Lock turn = new ReentrantLock();

  /**
   * Shares what can be done for many.
   *
   * @param all does it and commits; where it fails, each is done alone
   * @param otherwise the answer to whom it gives none
   */
  public SharedCommit(Function<List<K>, Map<K, R>> all, R otherwise) {
    this.all = all;
    this.otherwise = otherwise;
  }

  /** Asks, and waits for the answer; what its own asking throws is thrown here. */
  public R ask(K key) {
    Asked<K, R> asked = new Asked<>(key);
    waiting.add(asked);
    turn.lock();
    try {
      while (!asked.done) {
        answer(next());
      }
    } finally {
      turn.unlock();
    }
    if (asked.failure != null) {
      throw asked.failure;
    }
    return asked.answer;
  }

  private Map<K, Asked<K, R>> next() {
    Map<K, Asked<K, R>> batch = new LinkedHashMap<>();
    List<Asked<K, R>> again = new ArrayList<>();
    while (batch.size() < MOST) {
      Asked<K, R> one = waiting.poll();
      if (one == null) {
        break;
      }
      if (batch.putIfAbsent(one.key, one) != null) {
        again.add(one);
      }
    }
    waiting.addAll(again);
    return batch;
  }

  private void answer(Map<K, Asked<K, R>> batch) {
    try {
      Map<K, R> answers = all.apply(List.copyOf(batch.keySet()));
      batch.forEach((key, one) -> one.end(answers.getOrDefault(key, otherwise), null));
    } catch (RuntimeException e) {
      if (batch.size() == 1) {
        batch.values().forEach(one -> one.end(null, e));
        return;
      }
      batch.forEach((key, one) -> answer(Map.of(key, one)));
    }
  }

  /** Read and written by whoever has the turn. */
  private static final class Asked<K, R> {
    private final K key;
    private R answer;
    private RuntimeException failure;
    private boolean done;

    Asked(K key) {
      this.key = key;
    }

    void end(R said, RuntimeException thrown) {
      answer = said;
      failure = thrown;
      done = true;
    }
  }
}

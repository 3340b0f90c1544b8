package org.rapport.server.topic;

import java.sql.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.rapport.server.store.Sql;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The number of the last change of each topic. They come of one row, are never taken back, and
 * outlast a restart; that one is missing says nothing. Thread-safe.
 */
@Component
class TopicNumbers implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(TopicNumbers.class);
  private static final Topic[] ALL = Topic.values();

  /** How long changes are gathered, so that many transactions cost one statement. */
  private static final int GATHERED_MILLIS = 20;

  private final JdbcClient jdbc;
  private final Set<Topic> changed = EnumSet.noneOf(Topic.class);
  private final ScheduledExecutorService teller =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "topics");
            thread.setDaemon(true);
            return thread;
          });

  TopicNumbers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Says that something of these topics has changed: at once to who asks here, and to other nodes
   * within moments. Whatever becomes of a transaction.
   */
  void moved(Collection<Topic> topics) {
    synchronized (changed) {
      boolean awaited = !changed.isEmpty();
      changed.addAll(topics);
      if (!awaited && !changed.isEmpty() && !teller.isShutdown()) {
        teller.schedule(this::tell, GATHERED_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  // What was written is written: a number that did not move is moved by the next change.
  private void tell() {
    try {
      // Who tells next comes after whom it would otherwise overtake.
      synchronized (teller) {
        List<Topic> topics;
        synchronized (changed) {
          topics = List.copyOf(changed);
          changed.clear();
        }
        if (!topics.isEmpty()) {
          jdbc.sql("select rapport.topics_moved(cast(? as text[]))")
              .param(codes(topics))
              .query(Long.class)
              .single();
        }
      }
    } catch (DataAccessException e) {
      log.warn("Who watches is not told of a change: {}", e.getClass().getSimpleName());
    }
  }

  /**
   * The number of each topic: one statement, and one before it where something has just changed.
   */
  Map<Topic, Long> now() {
    tell();
    Long[] numbers =
        jdbc.sql("select rapport.topics_now(cast(? as text[]))")
            .param(codes(Arrays.asList(ALL)))
            .query(
                (row, n) -> {
                  Array array = row.getArray(1);
                  return (Long[]) array.getArray();
                })
            .single();
    Map<Topic, Long> now = new EnumMap<>(Topic.class);
    for (int i = 0; i < ALL.length; i++) {
      now.put(ALL[i], numbers[i]);
    }
    return now;
  }

  /** Tells what has not been told yet. */
  @Override
  public void destroy() {
    teller.shutdown();
    tell();
  }

  private static String[] codes(Collection<Topic> topics) {
    List<String> codes = topics.stream().map(Topic::code).toList();
    return Sql.array(codes);
  }
}

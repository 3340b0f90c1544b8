package org.rapport.server.topic;

import java.sql.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The number of the last change of each topic. They come of one row, are never taken back, and
 * outlast a restart; that one is missing says nothing.
 */
@Component
class TopicNumbers {
  private static final Topic[] ALL = Topic.values();

  private final JdbcClient jdbc;

  TopicNumbers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Says that something of these topics has changed. At once, and whatever becomes of a
   * transaction.
   */
  void moved(Collection<Topic> topics) {
    jdbc.sql("select rapport.topics_moved(cast(? as text[]))")
        .param(codes(topics))
        .query(Long.class)
        .single();
  }

  /** The number of each topic: one statement. */
  Map<Topic, Long> now() {
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

  private static String[] codes(Collection<Topic> topics) {
    List<String> codes = topics.stream().map(Topic::code).toList();
    return Sql.array(codes);
  }
}

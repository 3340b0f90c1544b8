package org.rapport.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EachAloneTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(EachAlone.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<String> failed = new ArrayList<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  private List<String> run(List<String> items) {
    return new EachAlone<String>("Work", item -> "id-" + item)
        .run(
            () -> done(items),
            () -> items,
            item -> done(List.of(item)),
            (item, why) -> failed.add(item + " " + why));
  }

  private static List<String> done(List<String> items) {
    if (items.contains("broken")) {
      throw new IllegalStateException("Ada Lovelace", new IllegalArgumentException("+14165550100"));
    }
    return items;
  }

  @Test
  void batchThatGoesIsDoneAtOnceAndInSilence() {
    assertThat(run(List.of("a", "b"))).containsExactly("a", "b");
    assertThat(failed).isEmpty();
    assertThat(log.list).isEmpty();
  }

  @Test
  void onlyTheBrokenOneOfABatchFails() {
    assertThat(run(List.of("a", "broken", "b"))).containsExactly("a", "b");
    assertThat(failed).containsExactly("broken IllegalStateException");
  }

  @Test
  void failureIsLoggedOnceWithItsIdAndItsPlaceAndWithoutItsMessage() {
    run(List.of("a", "broken", "b"));

    assertThat(log.list).hasSize(1);
    ILoggingEvent event = log.list.get(0);
    assertThat(event.getFormattedMessage()).isEqualTo("Work id-broken failed");
    assertThat(text(event.getThrowableProxy()))
        .contains("java.lang.IllegalStateException", "java.lang.IllegalArgumentException")
        .contains("EachAloneTest.done(EachAloneTest.java:")
        .doesNotContain("Lovelace", "416555");
  }

  @Test
  void batchThatFailedThoughNothingOfItDoesIsLoggedWithItsPlace() {
    List<String> done =
        new EachAlone<String>("Work", item -> item)
            .run(
                () -> done(List.of("broken")),
                () -> List.of("a"),
                List::of,
                (item, why) -> failed.add(item));

    assertThat(done).containsExactly("a");
    assertThat(failed).isEmpty();
    assertThat(log.list).hasSize(1);
    assertThat(text(log.list.get(0).getThrowableProxy())).contains("EachAloneTest.done");
  }

  private static String text(IThrowableProxy failure) {
    return ThrowableProxyUtil.asString(failure);
  }
}

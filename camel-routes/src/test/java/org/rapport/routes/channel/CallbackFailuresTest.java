package org.rapport.routes.channel;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who is on call finds the place, and nobody's number. */
class CallbackFailuresTest {
  @Test
  void thePlaceIsLoggedOnceAndNoMessage() {
    Logger logger = (Logger) LoggerFactory.getLogger(CallbackFailures.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    Exchange exchange = TestExchanges.empty();
    exchange.setProperty(
        Exchange.EXCEPTION_CAUGHT,
        new RuntimeException("outer", new IllegalStateException("+14165550123 said STOP")));

    new CallbackFailures().log(exchange);

    logger.detachAppender(lines);
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.get(0).getFormattedMessage())
        .contains("java.lang.IllegalStateException")
        .contains("CallbackFailuresTest.thePlaceIsLoggedOnceAndNoMessage")
        .doesNotContain("+1416", "STOP", "outer");
  }
}

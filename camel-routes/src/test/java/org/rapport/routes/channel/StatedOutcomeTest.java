package org.rapport.routes.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.channel.TestExchanges.detail;
import static org.rapport.routes.channel.TestExchanges.outcome;
import static org.rapport.routes.channel.TestExchanges.reason;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;

/** What a route says of an attempt, and what is made of it where it says it badly. */
class StatedOutcomeTest {
  private final StatedOutcome stated = new StatedOutcome();

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "Sent", "delivered", "ok"})
  void whatIsNoOutcomeIsUnknown_andNeverSentAgain(String word) {
    Exchange exchange = TestExchanges.sms("+14165550142", "hi");
    exchange.setProperty(WorkExchange.OUTCOME, word);

    stated.settle(exchange);

    assertThat(outcome(exchange)).isEqualTo("unknown");
  }

  @Test
  void aFailureWithoutReasonIsADeliveryThatFailed() {
    Exchange exchange = said("failed", null);

    assertThat(reason(exchange)).isEqualTo("delivery-failed");
  }

  @Test
  void whatIsHeldWaitsAMinuteAtTheCostOfNoTry_andTheCircuitCountsIt() {
    Exchange exchange = said("retry", "held-account");

    assertThat(reason(exchange)).isEqualTo("held-account");
    assertThat(exchange.getProperty(WorkExchange.RETRY_AFTER)).isEqualTo(60);
    assertThat(exchange.getProperty(WorkExchange.TROUBLE)).isEqualTo(true);
  }

  @ParameterizedTest
  @CsvSource({"30,30", "'Wed, 01 Dec 2027 10:00:00 GMT',15", "2.5,15", "-3,15", "0,15"})
  void whenToComeAgainIsSeconds(String after, String seconds) {
    Exchange exchange = TestExchanges.empty();
    WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, null);
    exchange.setProperty(WorkExchange.RETRY_AFTER, after);

    stated.settle(exchange);

    assertThat(exchange.getProperty(WorkExchange.RETRY_AFTER, String.class)).isEqualTo(seconds);
  }

  @Test
  void aProvidersSentenceIsNoDetail_andANullAsTextNoIdentifier() {
    Exchange exchange = TestExchanges.empty();
    WorkExchange.outcome(exchange, OutcomeKind.SENT, null, "no such number +14165550142");
    exchange.setProperty(WorkExchange.PROVIDER_ID, "null");

    stated.settle(exchange);

    assertThat(detail(exchange)).isNull();
    assertThat(exchange.getProperty(WorkExchange.PROVIDER_ID)).isNull();
  }

  @Test
  void whatAShippedChannelNotedStaysAsItIs() {
    Exchange exchange = TestExchanges.empty();
    WorkExchange.held(exchange, "sender", "http-400-21606");
    exchange.setProperty(WorkExchange.PROVIDER_ID, "SM1");

    stated.settle(exchange);
    stated.settle(exchange);

    assertThat(outcome(exchange)).isEqualTo("retry");
    assertThat(reason(exchange)).isEqualTo("held-sender");
    assertThat(detail(exchange)).isEqualTo("http-400-21606");
    assertThat(exchange.getProperty(WorkExchange.PROVIDER_ID)).isEqualTo("SM1");
  }

  private Exchange said(String outcome, String reason) {
    Exchange exchange = TestExchanges.empty();
    exchange.setProperty(WorkExchange.OUTCOME, outcome);
    exchange.setProperty(WorkExchange.REASON, reason);
    stated.settle(exchange);
    return exchange;
  }
}

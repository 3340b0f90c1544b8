package org.rapport.routes.channel.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;
import org.rapport.routes.channel.TestExchanges;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;

/** A channel that is down keeps its messages, and takes them again once one got through. */
class ChannelGuardTest {
  private final Hands clock = new Hands();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ChannelGuard guard =
      new ChannelGuard(
          List.of(
              new ChannelSettings("sms", "http", 1000), new ChannelSettings("email", "smtp", 1000)),
          clock,
          meters);

  @Test
  void whenHalfOfTenCallsMeetTrouble_thenNobodyIsCalledAndNoTryIsSpent() {
    Instant began = clock.instant();
    down();

    Exchange next = asked();

    assertThat(next.getProperty(ChannelGuard.ADMITTED)).isEqualTo(false);
    assertThat(TestExchanges.outcome(next)).isEqualTo("retry");
    assertThat(TestExchanges.detail(next)).isEqualTo("circuit-open");
    assertThat(next.getProperty(WorkExchange.RETRY_AFTER)).isEqualTo(60);
    assertThat(next.getProperty(WorkExchange.DOWN_SINCE)).isEqualTo(began.toString());
  }

  @Test
  void whenTheProbeGetsThrough_thenAllMayAgain() {
    down();
    clock.advance(Duration.ofSeconds(61));

    Exchange probe = asked();
    assertThat(probe.getProperty(ChannelGuard.ADMITTED)).isEqualTo(true);
    assertThat(asked().getProperty(ChannelGuard.ADMITTED)).isEqualTo(false);
    over(probe, OutcomeKind.SENT, false);

    assertThat(asked().getProperty(ChannelGuard.ADMITTED)).isEqualTo(true);
    assertThat(state()).isEqualTo("closed");
  }

  @Test
  void whenTheProbeFails_thenItCostsItsMessageNoTryAndTheOutageGoesOn() {
    String since = clock.instant().toString();
    down();
    clock.advance(Duration.ofSeconds(61));

    Exchange probe = asked();
    WorkExchange.trouble(probe);
    WorkExchange.outcome(probe, OutcomeKind.RETRY, null, "ConnectException");
    guard.probed(probe);
    assertThat(probe.getProperty(WorkExchange.RETRY_AFTER)).isEqualTo(60);
    assertThat(probe.getProperty(WorkExchange.DOWN_SINCE)).isEqualTo(since);
    UnitOfWorkHelper.doneSynchronizations(
        probe, probe.getExchangeExtension().handoverCompletions());

    assertThat(asked().getProperty(WorkExchange.DOWN_SINCE)).isEqualTo(since);
  }

  @Test
  void whenAReleaseIsStale_thenTheProbeIsFreeForAnother() {
    down();
    clock.advance(Duration.ofSeconds(61));

    over(asked(), null, false);

    assertThat(asked().getProperty(ChannelGuard.ADMITTED)).isEqualTo(true);
  }

  @Test
  void whenMessagesAreRefused_thenTheChannelIsWell() {
    for (int i = 0; i < 20; i++) {
      over(asked(), OutcomeKind.FAILED, false);
    }

    assertThat(asked().getProperty(ChannelGuard.ADMITTED)).isEqualTo(true);
  }

  @Test
  void whenThereAreMoreThanTheRate_thenTheyComeAgainLater() {
    ChannelGuard slow =
        new ChannelGuard(List.of(new ChannelSettings("sms", "http", 1)), clock, meters);
    int admitted = 0;
    Exchange last = null;
    // The first goes at once, each further one waits its turn, the twelfth would wait too long.
    for (int i = 0; i < 2; i++) {
      last = exchange();
      slow.admit(last);
      admitted += Boolean.TRUE.equals(last.getProperty(ChannelGuard.ADMITTED)) ? 1 : 0;
    }

    assertThat(admitted).isEqualTo(2);
  }

  @Test
  void metricsNameTheChannelAndNothingElse() {
    down();

    assertThat(meters.find("resilience4j.circuitbreaker.state").tag("name", "sms").meters())
        .isNotEmpty();
    assertThat(new ChannelsHealthIndicator(guard, Map.of()).health().getStatus().getCode())
        .isEqualTo("UP");
  }

  private void down() {
    for (int i = 0; i < 5; i++) {
      over(asked(), OutcomeKind.SENT, false);
      over(asked(), OutcomeKind.RETRY, true);
    }
    assertThat(state()).isEqualTo("open");
  }

  private Object state() {
    Object details = new ChannelsHealthIndicator(guard, Map.of()).health().getDetails().get("sms");
    return ((Map<?, ?>) details).get("circuit");
  }

  private Exchange asked() {
    Exchange exchange = exchange();
    guard.admit(exchange);
    return exchange;
  }

  private static Exchange exchange() {
    Exchange exchange = TestExchanges.sms("+14165550111", "Hello");
    exchange.setProperty(WorkExchange.CHANNEL, "sms");
    return exchange;
  }

  private static void over(Exchange exchange, OutcomeKind outcome, boolean trouble) {
    if (outcome != null) {
      WorkExchange.outcome(exchange, outcome, null, null);
    }
    if (trouble) {
      WorkExchange.trouble(exchange);
    }
    UnitOfWorkHelper.doneSynchronizations(
        exchange, exchange.getExchangeExtension().handoverCompletions());
  }

  private static final class Hands extends Clock {
    private Instant now = Instant.parse("2027-03-01T15:00:00Z");

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}

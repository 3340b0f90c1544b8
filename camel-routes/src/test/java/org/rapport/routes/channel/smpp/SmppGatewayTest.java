package org.rapport.routes.channel.smpp;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.extra.NegativeResponseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.channel.TestExchanges;
import org.rapport.routes.rapport.InboundText;
import org.rapport.routes.rapport.WorkExchange;

/** What goes over a session with a real SMSC, and what its answers mean. */
class SmppGatewayTest {
  private final SmscPeer smsc = new SmscPeer();
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final List<Exchange> delivered = new CopyOnWriteArrayList<>();
  private volatile boolean serverAway;
  private SmppSession session;
  private SmppGateway gateway;

  @BeforeEach
  void start() throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:smpp-receipt").process(SmppGatewayTest.this::take);
            from("direct:smpp-text").process(SmppGatewayTest.this::take);
          }
        });
    camel.start();
    connect("");
  }

  private void take(Exchange exchange) {
    if (serverAway) {
      throw new IllegalStateException("away");
    }
    delivered.add(exchange);
  }

  private void connect(String options) {
    if (session != null) {
      session.close();
    }
    SmppSettings settings = SmppSettings.of(smsc.url(options), "+14165550100");
    ProducerTemplate routes = camel.createProducerTemplate();
    session = new SmppSession(settings, new SmppInbound(routes, settings, Clock.systemUTC()));
    gateway = new SmppGateway(settings, session);
    session.start();
    await().atMost(ofSeconds(5)).until(session::isBound);
  }

  @AfterEach
  void stop() {
    session.close();
    smsc.close();
    camel.stop();
  }

  @Test
  void messageAsksForAReceiptAndKeepsTheProvidersIdentifier() {
    Exchange exchange = send("Hello José");

    assertThat(TestExchanges.outcome(exchange)).isEqualTo("sent");
    assertThat(exchange.getProperty(WorkExchange.PROVIDER_ID)).isEqualTo("m101");
    SubmitSm message = smsc.received().get(0);
    assertThat(message.getDestAddress()).isEqualTo("14165550111");
    assertThat(message.getSourceAddr()).isEqualTo("14165550100");
    assertThat(message.getSourceAddrTon()).isEqualTo((byte) 1);
    assertThat(message.getRegisteredDelivery()).isEqualTo((byte) 1);
    assertThat(Gsm0338.decode(message.getShortMessage())).isEqualTo("Hello José");
  }

  @Test
  void longTextGoesInPartsThatTheTelephonePutsTogether() {
    Exchange exchange = send("x".repeat(200));

    assertThat(exchange.getProperty(WorkExchange.PROVIDER_ID)).isEqualTo("m101 m102");
    assertThat(smsc.received()).hasSize(2).allMatch(SubmitSm::isUdhi);
  }

  @Test
  void longTextGoesWholeWhereTheProviderCutsIt() {
    connect("?long=payload");

    Exchange exchange = send("x".repeat(200));

    assertThat(exchange.getProperty(WorkExchange.PROVIDER_ID)).isEqualTo("m101");
    assertThat(smsc.received())
        .singleElement()
        .satisfies(message -> assertThat(message.getOptionalParameters()).hasSize(1));
  }

  @ParameterizedTest
  @CsvSource({
    "88, retry, , smpp-00000058",
    "20, retry, , smpp-00000014",
    "8, retry, , smpp-00000008",
    "11, failed, invalid-address, smpp-0000000b",
    "69, failed, delivery-failed, smpp-00000045"
  })
  void refusalOfTheSmscIsReadByItsStatus(int status, String outcome, String reason, String detail) {
    smsc.answer(status);

    Exchange exchange = send("Hello");

    assertThat(TestExchanges.outcome(exchange)).isEqualTo(outcome);
    assertThat(TestExchanges.reason(exchange)).isEqualTo(reason);
    assertThat(TestExchanges.detail(exchange)).isEqualTo(detail);
    // Too fast is no fault of the message's.
    assertThat(exchange.getProperty(WorkExchange.RETRY_AFTER) != null)
        .isEqualTo(status == 88 || status == 20);
  }

  @Test
  void textOfWhichAPartWentIsNeverSentAgain() {
    smsc.answer(0, 88);

    Exchange exchange = send("x".repeat(200));

    assertThat(TestExchanges.outcome(exchange)).isEqualTo("unknown");
    assertThat(exchange.getProperty(WorkExchange.PROVIDER_ID)).isEqualTo("m101");
  }

  @Test
  void smscThatIsAwayIsBoundAgainAndWhatNeverLeftMayComeAgain() {
    smsc.shut();
    await().atMost(ofSeconds(5)).until(() -> !session.isBound());

    Exchange early = send("Hello");
    assertThat(TestExchanges.outcome(early)).isEqualTo("retry");
    assertThat(early.getProperty(WorkExchange.TROUBLE)).isEqualTo(true);
    assertThat(smsc.received()).isEmpty();

    smsc.open();
    await().atMost(ofSeconds(5)).until(session::isBound);
    assertThat(TestExchanges.outcome(send("Hello"))).isEqualTo("sent");
  }

  @Test
  void receiptIsHandedOverByTheProvidersIdentifier() throws Exception {
    smsc.receipt("m101", "DELIVRD");
    smsc.receipt("m102", "UNDELIV");
    smsc.receipt("m103", "UNKNOWN");

    assertThat(delivered)
        .extracting(
            exchange -> exchange.getProperty(WorkExchange.PROVIDER_ID),
            exchange -> exchange.getProperty(WorkExchange.DELIVERY_STATUS))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("m101", "delivered"),
            org.assertj.core.groups.Tuple.tuple("m102", "failed"));
  }

  @Test
  void textIsDecodedByItsCoding() throws Exception {
    smsc.text("14165550111", (byte) 0, new byte[] {0x53, 0x54, 0x4F, 0x50, 0x05});
    smsc.text("14165550111", (byte) 8, "Łukasz".getBytes(StandardCharsets.UTF_16BE));

    assertThat(delivered)
        .extracting(exchange -> exchange.getProperty(WorkExchange.INBOUND, InboundText.class))
        .extracting(InboundText::from, InboundText::body)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("+14165550111", "STOPé"),
            org.assertj.core.groups.Tuple.tuple("+14165550111", "Łukasz"));
  }

  @Test
  void partsAreHandedOverAsPartsOfBothKinds() throws Exception {
    smsc.part("14165550111", 200, 2, 2, "die");
    smsc.segment("14165550111", 65_000, 1, 2, "Łu");

    assertThat(delivered)
        .extracting(exchange -> exchange.getProperty(WorkExchange.INBOUND, InboundText.class))
        .extracting(InboundText::part, InboundText::body)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                new InboundText.Part("14165550100", 200, 2, 2), "die"),
            org.assertj.core.groups.Tuple.tuple(
                new InboundText.Part("14165550100", 65_000, 1, 2), "Łu"));
  }

  @Test
  void whatTheServerDidNotTakeTheSmscKeeps() throws Exception {
    serverAway = true;
    byte[] stop = {0x53, 0x54, 0x4F, 0x50};
    assertThatThrownBy(() -> smsc.text("14165550111", (byte) 0, stop))
        .isInstanceOfSatisfying(
            NegativeResponseException.class,
            refused -> assertThat(refused.getCommandStatus()).isEqualTo(0x64));

    serverAway = false;
    smsc.text("14165550111", (byte) 0, stop);
    assertThat(delivered).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "http://u:p@h, ssmpp://",
    "smpp://h, password",
    "smpp://u:p@h?alphabet=ebcdic, alphabet",
    "smpp://u:p@h?window=7, options"
  })
  void wrongSettingSaysWhatItShouldBe(String url, String word) {
    assertThatThrownBy(() -> SmppSettings.of(url, "+14165550100"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(word);
  }

  private Exchange send(String body) {
    Exchange exchange = TestExchanges.sms("+14165550111", body);
    gateway.submit(exchange);
    return exchange;
  }
}

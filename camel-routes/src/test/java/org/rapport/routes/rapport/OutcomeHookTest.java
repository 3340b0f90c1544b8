package org.rapport.routes.rapport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.hl7.fhir.r4.model.Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rapport.routes.channel.TestItem;
import org.rapport.terminology.OutcomeKind;
import org.slf4j.LoggerFactory;

/** {@code rapport:outcome}, with the route that the documentation prints. */
class OutcomeHookTest {
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("message-log");

  @BeforeEach
  void start() throws Exception {
    camel.addComponent(
        "rapport",
        new RapportComponent(new RapportClient((operation, in) -> new Parameters()), "test"));
    camel.getGlobalOptions().put(Exchange.LOG_EIP_NAME, "${routeId}");
    logged.start();
    logger.addAppender(logged);
    logger.setLevel(ch.qos.logback.classic.Level.INFO);
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
    logger.detachAppender(logged);
  }

  @Test
  void thePrintedRouteHearsOfEachOutcome_byIdentifiersAlone() throws Exception {
    documented();

    complete(OutcomeKind.SENT, null);
    complete(OutcomeKind.FAILED, "invalid-address");

    await().atMost(Duration.ofSeconds(10)).until(() -> logged.list.size() == 3);
    assertThat(logged.list)
        .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
        .containsExactly(
            "INFO CommunicationRequest/r1 by sms: sent",
            "INFO CommunicationRequest/r1 by sms: failed",
            "WARN CommunicationRequest/r1 failed, invalid-address: somebody should look");
  }

  @Test
  void whatFailsInARouteOfOnesOwnFailsNoMessage() throws Exception {
    CountDownLatch called = new CountDownLatch(2);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("rapport:outcome")
                .routeId("breaks")
                .process(exchange -> called.countDown())
                .throwException(new IllegalStateException("+14165550142"));
          }
        });

    complete(OutcomeKind.SENT, null);
    complete(OutcomeKind.SENT, null);

    assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private void documented() throws IOException, Exception {
    String page = Files.readString(Path.of("..", "docs", "routes.md"));
    String section = page.substring(page.indexOf("### A route for every message"));
    String yaml = section.split("```yaml\n", 2)[1].split("```", 2)[0];
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(ResourceHelper.fromString("message-log.camel.yaml", yaml));
  }

  private void complete(OutcomeKind outcome, String reason) {
    ClaimedItem item =
        TestItem.message("sms", "+14165550142")
            .with("focus", "CommunicationRequest/r1")
            .with("patient", "Patient/p1")
            .with("attempt", "a1")
            .with("body", "hi Nora")
            .item();
    Exchange done =
        camel
            .createProducerTemplate()
            .send(
                "rapport:complete",
                exchange -> {
                  exchange.setProperty(WorkExchange.ITEM, item);
                  WorkExchange.outcome(exchange, outcome, reason, null);
                });
    assertThat(done.getException()).isNull();
  }
}

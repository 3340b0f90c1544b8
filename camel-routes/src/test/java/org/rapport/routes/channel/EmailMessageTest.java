package org.rapport.routes.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** An item as an e-mail. */
class EmailMessageTest {
  private final EmailMessage email =
      new EmailMessage("Lakeside <a@clinic.example>", "clinic.example");

  @Test
  void whenPrepared_thenARepeatWouldHaveTheSameMessageId() {
    Exchange first = TestExchanges.email("Your visit");
    Exchange second = TestExchanges.email("Your visit");
    first.getMessage().setHeader("Bcc", "all@example.org");

    email.prepare(first);
    email.prepare(second);

    assertThat(first.getMessage().getHeaders())
        .isEqualTo(second.getMessage().getHeaders())
        .containsEntry("Message-ID", "<CommunicationRequest.7@clinic.example>")
        .containsEntry("To", "ana@example.org")
        .containsEntry("Subject", "Your visit")
        .containsEntry("Content-Language", "fr")
        .containsEntry("CamelMailAlternativeBody", "Hello")
        .doesNotContainKey("Bcc");
    assertThat(first.getMessage().getBody()).isEqualTo("<p>Hello</p>");
  }

  @Test
  void whenTheServerTookIt_thenItIsSent() {
    Exchange exchange = TestExchanges.email(null);
    email.prepare(exchange);

    email.outcome(exchange);

    assertThat(TestExchanges.outcome(exchange)).isEqualTo("sent");
    assertThat(exchange.getMessage().getHeader("Subject")).isEqualTo("");
  }
}

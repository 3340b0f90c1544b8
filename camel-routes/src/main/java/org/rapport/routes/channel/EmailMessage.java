package org.rapport.routes.channel;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.rapport.routes.rapport.ClaimedItem;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;

/** An item as a multipart e-mail: text and HTML, with a Message-ID that a repeat would share. */
public class EmailMessage {
  private final String from;
  private final String domain;

  /**
   * A sender.
   *
   * @param from mailbox, with a display name or without
   * @param domain right-hand side of the Message-ID
   */
  public EmailMessage(String from, String domain) {
    this.from = from;
    this.domain = domain;
  }

  /** Makes the e-mail of the exchange's item. */
  public void prepare(Exchange exchange) {
    ClaimedItem item = WorkExchange.item(exchange);
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader("To", item.to());
    message.setHeader("From", from);
    message.setHeader("Subject", item.subject() == null ? "" : item.subject());
    message.setHeader("Message-ID", "<" + item.focus().replace('/', '.') + "@" + domain + ">");
    message.setHeader("Content-Language", item.language());
    message.setHeader("Auto-Submitted", "auto-generated");
    if (item.unsubscribe() != null) {
      // RFC 8058: the mail program posts here by itself, without a page and without a question.
      message.setHeader("List-Unsubscribe", "<" + item.unsubscribe() + ">");
      message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    message.setHeader("CamelMailAlternativeBody", item.body());
    message.setBody(item.html());
  }

  /** The server took it. */
  public void outcome(Exchange exchange) {
    exchange.setProperty(
        WorkExchange.PROVIDER_ID, exchange.getMessage().getHeader("Message-ID", String.class));
    WorkExchange.outcome(exchange, OutcomeKind.SENT, null, "smtp-250");
  }
}

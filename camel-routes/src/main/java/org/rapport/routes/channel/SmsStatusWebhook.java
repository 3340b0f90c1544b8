package org.rapport.routes.channel;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.rapport.routes.rapport.WorkExchange;

/** A status callback: its signature, and the status it reports. */
public class SmsStatusWebhook {
  private final ProviderSignature signature;
  private final String base;

  /**
   * A receiver.
   *
   * @param token the account's token; blank refuses everything
   * @param base public URL that the attempt's id is appended to
   */
  public SmsStatusWebhook(String token, String base) {
    this.signature = new ProviderSignature(token);
    this.base = base;
  }

  /** The opposite of {@link #signed}, for the route that refuses. */
  public boolean unsigned(Exchange exchange) {
    return !signed(exchange);
  }

  /** Never: a word that is not known is no status, and is answered like one. */
  public boolean malformed() {
    return false;
  }

  /** Whether the request was signed with our token over our URL and its form. */
  public boolean signed(Exchange exchange) {
    Message message = exchange.getMessage();
    return signature.holds(
        base + message.getHeader("attempt", String.class),
        message.getHeader(Exchange.HTTP_QUERY, String.class),
        FormBody.of(exchange),
        message.getHeader(ProviderSignature.HEADER, String.class));
  }

  /** Notes the reported status as property, or none when the word is not known. */
  public void read(Exchange exchange) {
    // Once: the body is a stream, which is rewound between steps and not within one.
    Map<String, String> form = FormBody.of(exchange);
    String word = form.get("MessageStatus");
    exchange.setProperty(
        WorkExchange.DELIVERY_STATUS,
        DeliveryReport.status(word == null ? form.get("SmsStatus") : word, null));
    exchange.setProperty(WorkExchange.REASON, DeliveryReport.reason(form.get("ErrorCode")));
  }
}

package org.rapport.routes.channel;

import java.util.Map;
import org.apache.camel.Exchange;
import org.rapport.routes.rapport.InboundText;
import org.rapport.routes.rapport.WorkExchange;

/** A text that a patient wrote, as the gateway brings it: its signature and its parts. */
public class SmsInboundWebhook {
  private final ProviderSignature signature;
  private final String url;

  /**
   * A receiver.
   *
   * @param token the account's token; blank refuses everything
   * @param url the public URL that the gateway was told
   */
  public SmsInboundWebhook(String token, String url) {
    this.signature = new ProviderSignature(token);
    this.url = url;
  }

  /** Whether the request was not signed with our token over our URL and its form. */
  public boolean unsigned(Exchange exchange) {
    return !signature.holds(
        url,
        FormBody.of(exchange),
        exchange.getMessage().getHeader(ProviderSignature.HEADER, String.class));
  }

  /** Whether the form lacks what tells one text from another. */
  public boolean malformed(Exchange exchange) {
    Map<String, String> form = FormBody.of(exchange);
    return blank(form.get("From")) || blank(form.get("MessageSid"));
  }

  /** Notes the text as property. */
  public void read(Exchange exchange) {
    Map<String, String> form = FormBody.of(exchange);
    exchange.setProperty(
        WorkExchange.INBOUND,
        new InboundText("sms", form.get("MessageSid"), form.get("From"), form.get("Body")));
  }

  private static boolean blank(String value) {
    return value == null || value.isBlank();
  }
}

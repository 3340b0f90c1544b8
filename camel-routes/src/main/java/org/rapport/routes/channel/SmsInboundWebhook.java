package org.rapport.routes.channel;

import java.util.Map;
import org.apache.camel.Exchange;
import org.rapport.routes.rapport.InboundText;
import org.rapport.routes.rapport.WorkExchange;

/** A text that a patient wrote, as the gateway brings it: its signature and its parts. */
public class SmsInboundWebhook extends SignedForm {

  /** A receiver; see {@link SignedForm}. */
  public SmsInboundWebhook(String token, String url) {
    super(token, url);
  }

  /** Whether the form lacks what tells one text from another. */
  public boolean malformed(Exchange exchange) {
    return lacks(exchange, "From", "MessageSid");
  }

  /** Notes the text as property. */
  public void read(Exchange exchange) {
    Map<String, String> form = FormBody.of(exchange);
    exchange.setProperty(
        WorkExchange.INBOUND,
        new InboundText(
            "sms",
            form.get("MessageSid"),
            form.get("From"),
            form.get("Body"),
            null,
            form.get("OptOutType")));
  }
}

package org.rapport.routes.channel;

import java.util.Map;
import org.apache.camel.Exchange;
import org.rapport.routes.rapport.InboundCall;
import org.rapport.routes.rapport.WorkExchange;

/** What became of a call, as the telephone provider reports it (Twilio's form fields). */
public class VoiceWebhook extends SignedForm {

  /** A receiver; see {@link SignedForm}. */
  public VoiceWebhook(String token, String url) {
    super(token, url);
  }

  /** Whether the form lacks what tells one call from another. */
  public boolean malformed(Exchange exchange) {
    return lacks(exchange, "CallSid", "CallStatus");
  }

  /** Notes the call as property. */
  public void read(Exchange exchange) {
    Map<String, String> form = FormBody.of(exchange);
    exchange.setProperty(
        WorkExchange.INBOUND,
        new InboundCall(
            form.get("CallSid"), form.get("CallStatus"), form.get("From"), form.get("To")));
  }
}

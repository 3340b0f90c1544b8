package org.rapport.routes.channel;

import java.util.Map;
import org.apache.camel.Exchange;
import org.rapport.routes.rapport.InboundCall;
import org.rapport.routes.rapport.WorkExchange;

/** What became of a call, as the telephone provider reports it (Twilio's form fields). */
public class VoiceWebhook {
  private final ProviderSignature signature;
  private final String url;

  /**
   * A receiver.
   *
   * @param token the account's token; blank refuses everything
   * @param url the public URL that the provider was told
   */
  public VoiceWebhook(String token, String url) {
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

  /** Whether the form lacks what tells one call from another. */
  public boolean malformed(Exchange exchange) {
    Map<String, String> form = FormBody.of(exchange);
    return blank(form.get("CallSid")) || blank(form.get("CallStatus"));
  }

  /** Notes the call as property. */
  public void read(Exchange exchange) {
    Map<String, String> form = FormBody.of(exchange);
    exchange.setProperty(
        WorkExchange.INBOUND,
        new InboundCall(
            form.get("CallSid"), form.get("CallStatus"), form.get("From"), form.get("To")));
  }

  private static boolean blank(String value) {
    return value == null || value.isBlank();
  }
}

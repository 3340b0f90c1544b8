package org.rapport.routes.channel;

import java.util.Map;
import org.apache.camel.Exchange;

/** A form that a Twilio-compatible provider has signed over the URL that it was told. */
class SignedForm {
  private final ProviderSignature signature;
  private final String url;

  /**
   * A receiver.
   *
   * @param token the account's token; blank refuses everything
   * @param url the public URL that the provider was told
   */
  SignedForm(String token, String url) {
    this.signature = new ProviderSignature(token);
    this.url = url;
  }

  /** Whether the request was not signed with our token over our URL and its form. */
  public boolean unsigned(Exchange exchange) {
    return !signature.holds(
        url,
        exchange.getMessage().getHeader(Exchange.HTTP_QUERY, String.class),
        FormBody.of(exchange),
        exchange.getMessage().getHeader(ProviderSignature.HEADER, String.class));
  }

  /** Whether one of these fields is missing, or a field holds what is no text. */
  static boolean lacks(Exchange exchange, String... names) {
    Map<String, String> form = FormBody.of(exchange);
    if (!FormBody.isSound(form)) {
      return true;
    }
    for (String name : names) {
      String value = form.get(name);
      if (value == null || value.isBlank()) {
        return true;
      }
    }
    return false;
  }
}

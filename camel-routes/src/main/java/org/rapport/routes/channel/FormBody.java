package org.rapport.routes.channel;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/** An {@code application/x-www-form-urlencoded} body. */
final class FormBody {
  private FormBody() {}

  /** Names and values; of a repeated name the last. A broken escape yields the raw text. */
  static Map<String, String> parse(String body) {
    Map<String, String> form = new LinkedHashMap<>();
    if (body == null || body.isBlank()) {
      return form;
    }
    for (String pair : body.split("&")) {
      int equals = pair.indexOf('=');
      form.put(
          decode(equals < 0 ? pair : pair.substring(0, equals)),
          equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }
    return form;
  }

  /** The form of a request, read from its body as it was sent. */
  @SuppressWarnings("unchecked")
  static Map<String, String> of(Exchange exchange) {
    return exchange.getMessage().getBody() instanceof Map<?, ?> map
        ? (Map<String, String>) map
        : parse(exchange.getMessage().getBody(String.class));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}

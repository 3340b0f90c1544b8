package org.rapport.routes.channel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/** An {@code application/x-www-form-urlencoded} or {@code multipart/form-data} body. */
final class FormBody {
  private static final Pattern BOUNDARY =
      Pattern.compile("multipart/form-data\\s*;.*?boundary=\"?([^\";\\s]{1,70})\"?.*");
  private static final Pattern NAME =
      Pattern.compile("content-disposition:[^\\r\\n]*?\\bname=\"([^\"]*)\"[^\\r\\n]*");

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

  /** The form of a request, read from its body as it was sent; empty where that is no text. */
  @SuppressWarnings("unchecked")
  static Map<String, String> of(Exchange exchange) {
    if (exchange.getMessage().getBody() instanceof Map<?, ?> map) {
      return (Map<String, String>) map;
    }
    Optional<String> body = RequestBody.text(RequestBody.bytes(exchange));
    String type = exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, "", String.class);
    Matcher multipart = BOUNDARY.matcher(type);
    return multipart.matches()
        ? parts(body.orElse(""), multipart.group(1))
        : parse(body.orElse(""));
  }

  private static Map<String, String> parts(String body, String boundary) {
    Map<String, String> form = new LinkedHashMap<>();
    for (String part : ("\r\n" + body).split(Pattern.quote("\r\n--" + boundary))) {
      int end = part.indexOf("\r\n\r\n");
      Matcher name =
          end < 0
              ? null
              : Pattern.compile(NAME.pattern(), Pattern.CASE_INSENSITIVE)
                  .matcher(part.substring(0, end));
      if (name != null && name.find()) {
        form.put(name.group(1), part.substring(end + 4));
      }
    }
    return form;
  }

  /** Whether every name and value is text; what was not UTF-8 is not. */
  static boolean isSound(Map<String, String> form) {
    return form.entrySet().stream()
        .allMatch(
            field ->
                RequestBody.isSound(field.getKey())
                    && RequestBody.isSound(field.getValue())
                    && field.getValue().indexOf('\ufffd') < 0);
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text.replace('+', ' ');
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        int high = i + 2 <= raw.length - 1 ? Character.digit(raw[i + 1], 16) : -1;
        int low = i + 2 <= raw.length - 1 ? Character.digit(raw[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return text;
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(raw[i] == '+' ? ' ' : raw[i]);
      }
    }
    // What is not UTF-8 becomes a mark by which it is known.
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

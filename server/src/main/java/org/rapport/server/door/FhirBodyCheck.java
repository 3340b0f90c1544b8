package org.rapport.server.door;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a body for the FHIR API: in its declared charset, within the bounds, in FHIR's shape; it
 * goes on as UTF-8. What is no FHIR (the content of a Binary) goes on as it came.
 */
final class FhirBodyCheck implements BodyFilter.BodyCheck {
  private static final Pattern PROLOG =
      Pattern.compile("^\\s*<\\?xml[^>]*\\sencoding\\s*=\\s*[\"']([A-Za-z0-9._:-]+)[\"']");
  private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*[^;]*");
  private static final int PROLOG_BYTES = 200;

  private final Supplier<FhirContext> context;
  private volatile FhirShape shape;

  /**
   * The context is asked for at the first body, as it takes long to make.
   *
   * @param context R4
   */
  FhirBodyCheck(Supplier<FhirContext> context) {
    this.context = context;
  }

  @Override
  public Body check(HttpServletRequest request, byte[] bytes) {
    String type = request.getContentType();
    if (bytes.length == 0) {
      return new Body(bytes, type, Map.of());
    }
    if (FormBody.urlencoded(type)) {
      return search(bytes, type);
    }
    if (FormBody.multipart(type)) {
      throw new RefusedException(
          415, "not-supported", "", "FHIR is taken as JSON or XML, not as multipart/form-data");
    }
    String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
    boolean fhir = lower.contains("json") || lower.contains("xml");
    if (!fhir && isBinary(request)) {
      return new Body(bytes, type, Map.of());
    }
    Charset declared = Characters.declared(type);
    Charset charset = declared != null ? declared : prolog(bytes, lower);
    String text = Characters.decode(bytes, charset);
    boolean json = fhir ? lower.contains("json") : !text.stripLeading().startsWith("<");
    if (!json) {
      XmlBounds.check(text);
    } else if (lower.contains("json-patch")) {
      JsonBounds.check(text);
    } else {
      shape().check(JsonBounds.read(text));
    }
    return new Body(
        text.getBytes(StandardCharsets.UTF_8),
        type == null ? null : CHARSET.matcher(type).replaceAll("") + ";charset=UTF-8",
        Map.of());
  }

  private FhirShape shape() {
    if (shape == null) {
      shape = new FhirShape(context.get());
    }
    return shape;
  }

  private static boolean isBinary(HttpServletRequest request) {
    String path = Paths.decoded(request);
    return path.equals("/fhir/Binary") || path.startsWith("/fhir/Binary/");
  }

  // XML says its encoding within; JSON is UTF-8 where nothing else is declared (RFC 8259, 8.1).
  private static Charset prolog(byte[] bytes, String type) {
    if (type.contains("xml")) {
      String head =
          new String(bytes, 0, Math.min(bytes.length, PROLOG_BYTES), StandardCharsets.ISO_8859_1);
      Matcher encoding = PROLOG.matcher(head);
      if (encoding.find()) {
        return Characters.named(encoding.group(1));
      }
    }
    return StandardCharsets.UTF_8;
  }

  private static Body search(byte[] bytes, String type) {
    Charset declared = Characters.declared(type);
    Charset charset = declared == null ? StandardCharsets.UTF_8 : declared;
    Map<String, List<String>> fields =
        FormBody.urlencoded(Characters.decode(bytes, charset), charset);
    List<String> pairs = new ArrayList<>();
    fields.forEach(
        (name, values) -> values.forEach(value -> pairs.add(encoded(name) + "=" + encoded(value))));
    return new Body(
        String.join("&", pairs).getBytes(StandardCharsets.UTF_8),
        "application/x-www-form-urlencoded;charset=UTF-8",
        fields);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

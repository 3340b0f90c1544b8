package org.rapport.server.web;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rapport.server.consent.RiskNotice;
import org.rapport.server.door.Characters;
import org.rapport.server.lead.Inquiry;
import org.rapport.server.lead.InvalidInquiryException;
import org.rapport.server.lead.ReadInquiry;
import org.springframework.http.MediaType;

/** What a request for a form says: in its address, and in its body. Pure but for the body. */
final class FormRequest {
  /** What counts only where a person has sent it: an address is written by whoever links to us. */
  private static final Set<String> NEVER_BY_ADDRESS =
      Stream.concat(
              Inquiry.PERMISSIONS.stream(),
              Stream.of(RiskNotice.FIELD, "resume", ReadInquiry.HONEYPOT, "action", "typed"))
          .collect(Collectors.toUnmodifiableSet());

  private FormRequest() {}

  /** Fields of the address and of a body of form fields, those of the body before the others. */
  static Map<String, String> fields(HttpServletRequest request) {
    Map<String, Integer> byAddress = names(request.getQueryString());
    Map<String, String> fields = new LinkedHashMap<>();
    request
        .getParameterMap()
        .forEach(
            (name, values) -> {
              // The container puts those of the address first.
              boolean sent = values.length > byAddress.getOrDefault(name, 0);
              if (sent || !NEVER_BY_ADDRESS.contains(name)) {
                fields.put(name, values[values.length - 1]);
              }
            });
    return fields;
  }

  /**
   * All that was sent, in whatever form.
   *
   * @throws InvalidInquiryException where the body is no such document
   */
  static Map<String, String> sent(FhirContext context, HttpServletRequest request)
      throws IOException {
    Map<String, String> fields = fields(request);
    String type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
    if (type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE)
        || type.startsWith(MediaType.MULTIPART_FORM_DATA_VALUE)) {
      return fields;
    }
    String body =
        Characters.decode(request.getInputStream().readAllBytes(), request.getContentType());
    fields.putAll(
        type.contains("xml")
            ? FormFields.response(context, body, false)
            : FormFields.json(context, body));
    return fields;
  }

  private static Map<String, Integer> names(String query) {
    return query == null
        ? Map.of()
        : Arrays.stream(query.split("&"))
            .map(part -> part.split("=", 2)[0])
            .map(FormRequest::decoded)
            .collect(Collectors.toMap(name -> name, name -> 1, Integer::sum));
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }
}

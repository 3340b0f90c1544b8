package org.rapport.server.web;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rapport.server.door.Characters;
import org.rapport.server.lead.InvalidInquiryException;
import org.rapport.server.lead.RecordEngagement;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /events}: the beacon of our own pages. A browser that asks not to be followed (DNT, Global
 * Privacy Control) is not. The answer is the same whether anything was recorded.
 */
@RestController
class EventRoutes {
  private final RecordEngagement events;
  private final FhirContext context;

  EventRoutes(RecordEngagement events, FhirContext context) {
    this.events = events;
    this.context = context;
  }

  @PostMapping("/events")
  ResponseEntity<String> record(HttpServletRequest request) throws IOException {
    try {
      Map<String, String> fields = fields(request);
      if (!"1".equals(request.getHeader("DNT")) && !"1".equals(request.getHeader("Sec-GPC"))) {
        events.record(fields);
      }
    } catch (InvalidInquiryException e) {
      return ResponseEntity.status(HttpStatus.UNPROCESSABLE_ENTITY)
          .contentType(MediaType.APPLICATION_JSON)
          .body(PublicJson.write(Map.of("errors", e.errors())));
    }
    return ResponseEntity.noContent().build();
  }

  private Map<String, String> fields(HttpServletRequest request) throws IOException {
    String type = String.valueOf(request.getContentType());
    if (type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE)
        || type.startsWith(MediaType.MULTIPART_FORM_DATA_VALUE)) {
      Map<String, String> fields = new LinkedHashMap<>();
      request.getParameterMap().forEach((name, values) -> fields.put(name, values[0]));
      return fields;
    }
    // A beacon sends JSON as text/plain, so that the browser need not ask first.
    return FormFields.json(
        context,
        Characters.decode(request.getInputStream().readAllBytes(), request.getContentType()));
  }
}

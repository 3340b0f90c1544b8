package org.rapport.routes.intake.siu;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.hl7.fhir.r4.model.Resource;

/**
 * A Location, Practitioner, Device, Schedule or HealthcareService named by an EHR: created once,
 * then only referred to.
 *
 * @param resource as it is created if the server has none with this identifier
 */
public record SharedResource(Resource resource, String system, String value) {

  /** Placeholder the server replaces by the reference to the one resource there is. */
  public String fullUrl() {
    return "urn:uuid:" + NameBasedId.ofIdentifier(system, value);
  }

  /** The condition of the conditional create, percent-encoded. */
  String ifNoneExist() {
    return "identifier=" + encode(escape(system)) + "%7C" + encode(escape(value));
  }

  /** Escapes what separates values in a token search, FHIR R4 search section 3.1.1.4.0.1. */
  private static String escape(String token) {
    return token.replaceAll("([\\\\|,$])", "\\\\$1");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

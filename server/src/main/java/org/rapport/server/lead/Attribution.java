package org.rapport.server.lead;

import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;

/**
 * How somebody found the clinic. Of a page only its place is kept, never its query: what people
 * searched for is nobody's business. Everything may be null.
 */
public record Attribution(
    String source, String medium, String campaign, String referrer, String landingPage) {

  /** By the names of the form's fields, or of UTM parameters. */
  static Attribution of(Map<String, String> fields) {
    return new Attribution(
        first(fields, "source", "utm_source"),
        first(fields, "medium", "utm_medium"),
        first(fields, "campaign", "utm_campaign"),
        place(fields.get("referrer")),
        place(fields.get("landing-page")));
  }

  private static String first(Map<String, String> fields, String name, String utm) {
    String value = fields.get(name);
    return value == null ? fields.get(utm) : value;
  }

  private static String place(String page) {
    return page == null ? null : page.replaceFirst("[?#].*", "");
  }

  /** Whether nothing is known. */
  public boolean isEmpty() {
    return source == null
        && medium == null
        && campaign == null
        && referrer == null
        && landingPage == null;
  }

  /**
   * As an extension.
   *
   * @param touch first or last; null where there is only one
   */
  Extension extension(String touch, Instant at) {
    Extension extension = new Extension(Extensions.ATTRIBUTION);
    if (touch != null) {
      extension.addExtension(Extensions.Attribution.TOUCH, new CodeType(touch));
    }
    extension.addExtension(Extensions.Attribution.AT, new InstantType(Date.from(at)));
    add(extension, Extensions.Attribution.SOURCE, source);
    add(extension, Extensions.Attribution.MEDIUM, medium);
    add(extension, Extensions.Attribution.CAMPAIGN, campaign);
    add(extension, Extensions.Attribution.REFERRER, referrer);
    add(extension, Extensions.Attribution.LANDING_PAGE, landingPage);
    return extension;
  }

  private static void add(Extension extension, String part, String value) {
    if (value != null) {
      extension.addExtension(part, new StringType(value));
    }
  }
}

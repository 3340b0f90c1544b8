package org.rapport.server.projection.read;

import java.time.DateTimeException;
import java.time.ZoneId;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.rapport.profiles.Extensions;

/** IANA zone codes as resources carry them. */
public final class ZoneCodes {
  private ZoneCodes() {}

  /** The code if it names a zone, else null, so that the next source of a zone is asked. */
  public static String validOrNull(String code) {
    try {
      return code == null ? null : ZoneId.of(code.trim()).getId();
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * The IANA zone that a patient, a place or a visit names; null when it names none that is known.
   */
  public static String of(DomainResource resource) {
    Extension extension = resource.getExtensionByUrl(Extensions.TIMEZONE);
    return extension != null && extension.getValue() instanceof CodeType code
        ? validOrNull(code.getValue())
        : null;
  }
}

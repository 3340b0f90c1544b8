package org.rapport.server.projection;

import java.time.DateTimeException;
import java.time.ZoneId;

/** IANA zone codes as resources carry them. */
final class ZoneCodes {
  private ZoneCodes() {}

  /** The code if it names a zone, else null, so that the next source of a zone is asked. */
  static String validOrNull(String code) {
    try {
      return code == null ? null : ZoneId.of(code.trim()).getId();
    } catch (DateTimeException e) {
      return null;
    }
  }
}

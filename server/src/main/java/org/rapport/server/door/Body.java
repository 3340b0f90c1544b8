package org.rapport.server.door;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request's body as it goes on: read whole, unpacked, checked.
 *
 * @param bytes what is left to read
 * @param contentType as declared, its type in small letters (RFC 9110, 8.3.1: they do not matter,
 *     but to HAPI), or as it is after it was read; may be null
 * @param fields of a form, in the order sent; empty where it is no form
 */
record Body(byte[] bytes, String contentType, Map<String, List<String>> fields) {

  Body {
    if (contentType != null) {
      int end = contentType.indexOf(';');
      String type = end < 0 ? contentType : contentType.substring(0, end);
      contentType = type.toLowerCase(Locale.ROOT) + contentType.substring(type.length());
    }
  }
}

package org.rapport.routes.rapport;

import java.util.Map;

/**
 * An inquiry as another service brings it.
 *
 * @param by how it came: ads
 * @param fields the form's fields by name
 */
public record InboundInquiry(String by, Map<String, String> fields) {
  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "InboundInquiry[" + by + "]";
  }
}

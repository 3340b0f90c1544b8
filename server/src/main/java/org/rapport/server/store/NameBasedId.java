package org.rapport.server.store;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Ids that follow from their cause: what is done again writes the same resource, and no second one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4122#section-4.3">RFC 4122, 4.3</a>
 */
public final class NameBasedId {
  private NameBasedId() {}

  /**
   * A name-based UUID.
   *
   * @param cause why the resource is written; unique over all types, and kept as it is for ever
   */
  public static String of(String cause) {
    return UUID.nameUUIDFromBytes(cause.getBytes(StandardCharsets.UTF_8)).toString();
  }
}

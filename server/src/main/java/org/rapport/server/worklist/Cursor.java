package org.rapport.server.worklist;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.rapport.server.store.LogicalId;

/**
 * Where a page ended: the key of its last row, so that the next goes on there however the rows
 * before it change.
 *
 * @param due null: none was promised
 */
record Cursor(int rank, Instant due, String id) {
  private static final String NEVER = "-";

  /** Opaque, of letters that an address takes. */
  String text() {
    String key = rank + " " + (due == null ? NEVER : due) + " " + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads one; empty for what is none of ours. */
  static Optional<Cursor> of(String text) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
      return parts.length == 3 && LogicalId.is(parts[2])
          ? Optional.of(
              new Cursor(
                  Integer.parseInt(parts[0]),
                  parts[1].equals(NEVER) ? null : Instant.parse(parts[1]),
                  parts[2]))
          : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}

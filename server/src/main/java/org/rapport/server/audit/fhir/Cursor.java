package org.rapport.server.audit.fhir;

import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.rapport.server.audit.Agent;
import org.rapport.server.audit.TrailSearch;

/**
 * Where a page ended, for the next. It belongs to whom it was made for: another's is refused. It is
 * no secret: it says a position, and opens nothing.
 */
final class Cursor {
  private Cursor() {}

  static String after(TrailSearch.Found last, Agent agent) {
    String text = last.recorded().toEpochMilli() + " " + last.id() + " " + owner(agent);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  static TrailSearch.Found read(String cursor, Agent agent) {
    String[] parts;
    try {
      parts =
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII).split(" ");
    } catch (IllegalArgumentException e) {
      throw wrong();
    }
    if (parts.length != 3 || !AuditQuery.isId(parts[1])) {
      throw wrong();
    }
    if (!parts[2].equals(owner(agent))) {
      throw new ForbiddenOperationException("A link to a further page is for who made it");
    }
    try {
      return new TrailSearch.Found(
          UUID.fromString(parts[1]), Instant.ofEpochMilli(Long.parseLong(parts[0])), null);
    } catch (NumberFormatException | DateTimeException e) {
      throw wrong();
    }
  }

  private static InvalidRequestException wrong() {
    return new InvalidRequestException("_cursor should be what a link to a further page had");
  }

  private static String owner(Agent agent) {
    return DigestUtils.sha256Hex(agent.client() + " " + agent.account()).substring(0, 16);
  }
}

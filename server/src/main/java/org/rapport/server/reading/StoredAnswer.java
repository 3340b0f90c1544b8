package org.rapport.server.reading;

import java.util.Date;
import java.util.Optional;
import org.hl7.fhir.r4.model.InstantType;
import org.rapport.server.store.HapiTables;

/**
 * A stored resource as HAPI would send it: what HAPI stored of it, with its id and meta put back in
 * their place.
 */
final class StoredAnswer {
  private StoredAnswer() {}

  /**
   * The resource's JSON; empty where the stored text is not as expected, and HAPI has to look.
   *
   * @param id has nothing in it that JSON escapes
   */
  static Optional<String> of(String type, String id, HapiTables.Text stored) {
    String json = stored.json();
    String begin = "{\"resourceType\":\"" + type + "\"";
    if (!json.startsWith(begin)
        || !isPlain(stored.source())
        || !isPlain(stored.request())
        || json.startsWith(",\"id\"", begin.length())
        || json.startsWith(",\"meta\"", begin.length())) {
      return Optional.empty();
    }
    StringBuilder answer =
        new StringBuilder(json.length() + 256)
            .append(begin)
            .append(",\"id\":\"")
            .append(id)
            .append("\",\"meta\":{\"versionId\":\"")
            .append(stored.version())
            .append("\",\"lastUpdated\":\"")
            .append(new InstantType(Date.from(stored.updated())).getValueAsString())
            .append('"');
    if (stored.source() != null || stored.request() != null) {
      answer.append(",\"source\":\"");
      if (stored.source() != null) {
        answer.append(stored.source());
      }
      if (stored.request() != null) {
        answer.append('#').append(stored.request());
      }
      answer.append('"');
    }
    return Optional.of(answer.append('}').append(json, begin.length(), json.length()).toString());
  }

  private static boolean isPlain(String text) {
    return text == null || text.chars().allMatch(c -> c > ' ' && c <= '~' && c != '"' && c != '\\');
  }
}

package org.rapport.server.reading;

import java.util.Date;
import java.util.Optional;
import org.hl7.fhir.r4.model.InstantType;
import org.rapport.server.store.StoredTexts;

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
  static Optional<String> of(String type, String id, StoredTexts.Text stored) {
    Optional<String> rest = rest(type, stored.json());
    if (rest.isEmpty() || !isPlain(stored.source()) || !isPlain(stored.request())) {
      return Optional.empty();
    }
    StringBuilder answer =
        new StringBuilder(stored.json().length() + 256)
            .append(begin(type))
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
    return Optional.of(answer.append('}').append(rest.get()).append('}').toString());
  }

  /**
   * What follows the type in the JSON, without the last brace; empty where the stored text is not
   * as expected.
   */
  static Optional<String> rest(String type, String json) {
    String begin = begin(type);
    return json.startsWith(begin)
            && json.endsWith("}")
            && !json.startsWith(",\"id\"", begin.length())
            && !json.startsWith(",\"meta\"", begin.length())
        ? Optional.of(json.substring(begin.length(), json.length() - 1))
        : Optional.empty();
  }

  private static String begin(String type) {
    return "{\"resourceType\":\"" + type + "\"";
  }

  private static boolean isPlain(String text) {
    return text == null || text.chars().allMatch(c -> c > ' ' && c <= '~' && c != '"' && c != '\\');
  }
}

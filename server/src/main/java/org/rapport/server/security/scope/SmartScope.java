package org.rapport.server.security.scope;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A scope for FHIR resources (SMART App Launch 2.2, "Scopes for requesting FHIR resources"), in the
 * notation of version 2 or, as {@code permission-v1}, of version 1.
 *
 * @param level patient, user or system
 * @param type a resource type, or {@code *}
 * @param letters of cruds
 * @param query search parameters that a resource has to meet; null: none
 */
public record SmartScope(String level, String type, Set<Character> letters, String query) {
  private static final Pattern V2 =
      Pattern.compile(
          "(patient|user|system)/(\\*|[A-Z][A-Za-z]+)\\.(?=[cruds])(c?r?u?d?s?)(\\?.+)?");
  private static final Pattern V1 =
      Pattern.compile("(patient|user|system)/(\\*|[A-Z][A-Za-z]+)\\.(read|write|\\*)");

  /** Reads a scope; empty where it is none for resources. */
  public static Optional<SmartScope> of(String scope) {
    Matcher v2 = V2.matcher(scope);
    if (v2.matches()) {
      String query = v2.group(4);
      return Optional.of(
          new SmartScope(
              v2.group(1),
              v2.group(2),
              letters(v2.group(3)),
              query == null ? null : query.substring(1)));
    }
    Matcher v1 = V1.matcher(scope);
    if (v1.matches()) {
      String letters =
          switch (v1.group(3)) {
            case "read" -> "rs";
            case "write" -> "cud";
            default -> "cruds";
          };
      return Optional.of(new SmartScope(v1.group(1), v1.group(2), letters(letters), null));
    }
    return Optional.empty();
  }

  private static Set<Character> letters(String text) {
    return text.chars().mapToObj(c -> (char) c).collect(Collectors.toCollection(TreeSet::new));
  }

  /** What both grant; empty where that is nothing. */
  public Optional<SmartScope> and(SmartScope other) {
    boolean types = type.equals(other.type) || type.equals("*") || other.type.equals("*");
    Set<Character> both = new TreeSet<>(letters);
    both.retainAll(other.letters);
    boolean queries = query == null || other.query == null || query.equals(other.query);
    return level.equals(other.level) && types && !both.isEmpty() && queries
        ? Optional.of(
            new SmartScope(
                level,
                type.equals("*") ? other.type : type,
                both,
                query == null ? other.query : query))
        : Optional.empty();
  }

  /** Whether it says something of a type. */
  public boolean covers(String resourceType) {
    return type.equals("*") || type.equals(resourceType);
  }

  /** In the notation of version 2. */
  public String text() {
    StringBuilder text = new StringBuilder(level).append('/').append(type).append('.');
    "cruds".chars().filter(c -> letters.contains((char) c)).forEach(c -> text.append((char) c));
    return query == null ? text.toString() : text.append('?').append(query).toString();
  }
}

package org.rapport.server.security.scope;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a token's {@code system/} scopes permit, by resource type and interaction letter (SMART App
 * Launch 2.2, "Scopes for requesting FHIR resources"): c create, r read, u update, d delete, s
 * search. Scopes that are not understood grant nothing.
 */
public final class SystemScopes {
  private static final Pattern SCOPE =
      Pattern.compile("system/(\\*|[A-Z][A-Za-z]+)\\.(?=.)(c?r?u?d?s?)");
  private static final String EVERYTHING = "cruds";

  private final Map<String, Set<Character>> letters = new LinkedHashMap<>();

  private SystemScopes() {}

  /** Reads the scopes of a token. */
  public static SystemScopes of(Collection<String> scopes) {
    SystemScopes result = new SystemScopes();
    for (String scope : scopes) {
      Matcher matcher = SCOPE.matcher(scope);
      if (matcher.matches()) {
        Set<Character> granted =
            result.letters.computeIfAbsent(matcher.group(1), type -> new TreeSet<>());
        matcher.group(2).chars().forEach(letter -> granted.add((char) letter));
      }
    }
    return result;
  }

  /** What is granted otherwise than by system scopes, by type. */
  static SystemScopes granting(Map<String, Set<Character>> letters) {
    SystemScopes result = new SystemScopes();
    result.letters.putAll(letters);
    return result;
  }

  /** Whether every interaction on every type is granted, and with it every operation. */
  public boolean everything() {
    return permits("*", EVERYTHING);
  }

  /** Whether all these letters are granted for the type, by itself or by the wildcard. */
  public boolean permits(String type, String wanted) {
    Set<Character> all = letters.getOrDefault("*", Set.of());
    Set<Character> own = letters.getOrDefault(type, Set.of());
    return wanted.chars().allMatch(c -> all.contains((char) c) || own.contains((char) c));
  }

  /** The types that the scopes name, the wildcard as {@code *}. */
  public Set<String> types() {
    return letters.keySet();
  }

  /** Whether a requested scope asks for no more than these grant. */
  public boolean covers(String scope) {
    Matcher matcher = SCOPE.matcher(scope);
    return matcher.matches() && permits(matcher.group(1), matcher.group(2));
  }
}

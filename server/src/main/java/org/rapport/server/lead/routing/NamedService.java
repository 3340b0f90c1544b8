package org.rapport.server.lead.routing;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which service a short answer names, by nothing but the words that the catalogue calls it. Nothing
 * is read into what somebody says of their health; what is long, denied or could be two is for a
 * person. Pure.
 */
public final class NamedService {
  private static final int LONGEST_ANSWER = 8;
  private static final int SHORTEST_NAME = 4;
  private static final Set<String> DENIALS =
      Set.of("not", "no", "dont", "don", "never", "pas", "non", "ni", "sans", "sin", "nunca");

  private NamedService() {}

  /** The catalogue's word for it, in normal form; empty where none or more than one is named. */
  public static Optional<String> in(String text, List<ServiceOffer> offers) {
    String said = words(text);
    List<String> all = List.of(said.strip().split(" "));
    if (all.size() > LONGEST_ANSWER || all.stream().anyMatch(DENIALS::contains)) {
      return Optional.empty();
    }
    Set<String> named = new TreeSet<>();
    for (ServiceOffer offer : offers) {
      for (String name : offer.words()) {
        String words = words(name);
        boolean whole = said.equals(words);
        boolean part =
            words.strip().length() >= SHORTEST_NAME
                && words.codePoints().anyMatch(Character::isLetter)
                && said.contains(words);
        if (whole || part) {
          named.add(name);
        }
      }
    }
    // Of "hearing" and "hearing test" the longer one was meant.
    List<String> meant =
        named.stream()
            .filter(
                name ->
                    named.stream()
                        .noneMatch(
                            other -> !other.equals(name) && words(other).contains(words(name))))
            .sorted(Comparator.naturalOrder())
            .toList();
    return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
  }

  // Letters and digits alone, each word between single blanks.
  private static String words(String text) {
    return " " + RouteInquiry.normal(text).replaceAll("[^\\p{L}\\p{N}]+", " ").strip() + " ";
  }
}

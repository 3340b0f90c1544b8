package org.rapport.routes.intake.dialect;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A FHIR R4 ConceptMap, as far as it translates one code.
 *
 * @param url its canonical URL, by which {@code other-map} names it; or empty
 * @see <a href="https://hl7.org/fhir/R4/conceptmap.html">ConceptMap</a>
 */
public record CodeMap(String url, List<Group> groups) {

  /** What a code becomes; an empty code: it has no counterpart, and counts as not sent. */
  public record Target(String system, String code, String display) {
    static final Target NONE = new Target("", "", "");

    /** Whether there is a counterpart. */
    boolean isThere() {
      return !code.isEmpty();
    }
  }

  /** What becomes of codes that a group does not have. */
  enum Mode {
    PROVIDED,
    FIXED,
    OTHER_MAP
  }

  /**
   * {@code ConceptMap.group.unmapped}.
   *
   * @param fixed of mode fixed
   * @param url of mode other-map
   */
  record Unmapped(Mode mode, Target fixed, String url) {}

  /**
   * {@code ConceptMap.group}.
   *
   * @param source code system that it is about, or empty: any
   * @param elements targets by code
   */
  record Group(String source, Map<String, Target> elements, Optional<Unmapped> unmapped) {

    Optional<Target> target(String code) {
      Target exact = elements.get(code);
      return exact != null
          ? Optional.of(exact)
          : elements.entrySet().stream()
              .filter(one -> one.getKey().equalsIgnoreCase(code))
              .map(Map.Entry::getValue)
              .findFirst();
    }
  }

  /** Copies the list. */
  public CodeMap {
    groups = List.copyOf(groups);
  }

  /**
   * Translates.
   *
   * @param codes what the field has, the likeliest first
   * @param isAbout whether a group with this source system is about the field
   * @param others maps by URL
   * @return empty where the map says nothing of it: it stays as it was sent
   */
  Optional<Target> translate(
      List<String> codes, Predicate<String> isAbout, Map<String, CodeMap> others) {
    List<Group> own = groups.stream().filter(group -> isAbout.test(group.source())).toList();
    for (String code : codes) {
      for (Group group : own) {
        Optional<Target> target = group.target(code);
        if (target.isPresent()) {
          return target;
        }
      }
    }
    Optional<Unmapped> unmapped = own.stream().flatMap(one -> one.unmapped().stream()).findFirst();
    return unmapped.flatMap(
        rule ->
            switch (rule.mode()) {
              case PROVIDED -> Optional.<Target>empty();
              case FIXED -> Optional.of(rule.fixed());
              case OTHER_MAP -> others.get(rule.url()).translate(codes, isAbout, others);
            });
  }
}

package org.rapport.routes.intake.dialect;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a code map's targets are for.
 *
 * @param codes all there are, or empty: any
 * @param system their system whatever the map says, or empty
 * @param problem why another is none
 */
record Coded(Set<String> codes, String system, String problem) {
  private static final Coded ANYTHING = new Coded(Set.of(), "", "");

  static Coded of(FieldPath path) {
    return switch (path.toString()) {
      case "SCH-25" ->
          new Coded(Dialect.STATUSES, Dialect.APPOINTMENT_STATUS, "no FHIR R4 appointment status");
      case "PID-8" ->
          new Coded(Set.of("male", "female", "other", "unknown"), "", "no administrative gender");
      case "PID-15" ->
          new Coded(Set.of(Locale.getISOLanguages()), "", "no language such as fr or pt-BR");
      default -> ANYTHING;
    };
  }

  /** Why a code cannot be meant; empty where it can. */
  Optional<String> problem(String code) {
    // Of a language the first part is one of a list, what follows it is not.
    String first = code.split("-")[0].toLowerCase(Locale.ROOT);
    boolean known = codes.isEmpty() || codes.contains(code) || isLanguage(first);
    return known ? Optional.empty() : Optional.of("'" + code + "' is " + problem);
  }

  private boolean isLanguage(String first) {
    return codes.contains(first) && Arrays.asList(Locale.getISOLanguages()).contains(first);
  }

  /** The system of a target, where the map names this one. */
  String system(String named) {
    return system.isEmpty() ? named : system;
  }
}

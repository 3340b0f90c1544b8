package org.rapport.server.projection.read;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.StringType;

/**
 * A name in its normal form: letters and digits only, decomposed (NFKD), without diacritics, in
 * lower case. {@code Jean-Luc}, {@code JEAN LUC} and {@code jeanluc} are one.
 *
 * @param given the first given name; empty: none is known
 * @param fullGiven all given names together; equal to {@code given} where there is one
 * @param family empty: none is known
 */
public record PersonName(String given, String fullGiven, String family) {

  /** The normal form of a part of a name; empty for null and for what has no letters. */
  public static String normal(String part) {
    if (part == null) {
      return "";
    }
    // What does not decompose, spelt as people without that letter on their keyboard spell it.
    String spelt =
        part.toLowerCase(Locale.ROOT)
            .replace("ß", "ss")
            .replace("æ", "ae")
            .replace("œ", "oe")
            .replace("ø", "o")
            .replace("ł", "l")
            .replace("đ", "d")
            .replace("ð", "d")
            .replace("þ", "th")
            .replace("ı", "i");
    return Normalizer.normalize(spelt, Normalizer.Form.NFKD)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /** A name of one given and one family part, either of which may be null. */
  public static PersonName of(String given, String family) {
    return new PersonName(normal(given), normal(given), normal(family));
  }

  /** Every name that a person has or had: a record is found by the name before a marriage too. */
  public static List<PersonName> of(List<HumanName> names) {
    Set<PersonName> known = new LinkedHashSet<>();
    for (HumanName name : names) {
      List<String> given = new ArrayList<>();
      name.getGiven().stream().map(StringType::getValue).forEach(given::add);
      PersonName normal =
          new PersonName(
              normal(given.isEmpty() ? null : given.get(0)),
              normal(String.join("", given.stream().map(PersonName::normal).toList())),
              normal(name.getFamily()));
      if (!normal.given().isEmpty() || !normal.family().isEmpty()) {
        known.add(normal);
      }
    }
    return List.copyOf(known);
  }
}

package org.rapport.server.consent;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.rapport.server.words.ShippedTable;

/**
 * What people and systems type where nothing is known: numbers and mailboxes that are nobody's,
 * names and birth dates that say nothing. Nothing is sent there, and two records that share it have
 * nothing in common. Data: {@code rapport-placeholders/placeholders.csv}. Immutable.
 */
public final class Placeholders {
  private static final String FILE = "/rapport-placeholders/placeholders.csv";

  /** Numbers of the plan of North America that examples and demos live on: 555-01xx. */
  private static final String FICTION = "[2-9]\\d{2}55501\\d{2}";

  /** Of a number that long or longer, one digit alone or a row of digits is nobody's. */
  private static final int LONG = 7;

  private static final Map<String, Set<String>> VALUES = read();

  private Placeholders() {}

  private static Map<String, Set<String>> read() {
    Map<String, Set<String>> values = new HashMap<>();
    ShippedTable.rows(FILE)
        .forEach(row -> values.computeIfAbsent(row.get(0), k -> new HashSet<>()).add(row.get(1)));
    return values;
  }

  private static boolean is(String kind, String value) {
    return VALUES.getOrDefault(kind, Set.of()).contains(value);
  }

  /**
   * Whether a number is nobody's.
   *
   * @param country its calling code
   * @param national its digits behind that
   */
  static boolean number(int country, String national) {
    if (country == 1 && national.matches(FICTION)) {
      return false;
    }
    return national.length() >= LONG && (oneDigit(national) || inARow(national))
        || country == 1 && northAmerican(national);
  }

  // No area begins with 0 or 1, and no exchange is seven times the same digit.
  private static boolean northAmerican(String national) {
    return national.length() == 10
        && (national.charAt(0) < '2'
            || national.startsWith("999")
            || oneDigit(national.substring(3)));
  }

  private static boolean oneDigit(String digits) {
    return digits.chars().distinct().count() == 1;
  }

  private static boolean inARow(String digits) {
    return "01234567890123456789".contains(digits) || "98765432109876543210".contains(digits);
  }

  /** Whether a mailbox is nobody's. */
  static boolean mailbox(String mailbox) {
    String small = mailbox.toLowerCase(Locale.ROOT);
    int at = small.lastIndexOf('@');
    String domain = small.substring(at + 1);
    String tld = domain.substring(domain.lastIndexOf('.') + 1);
    return is("both", small)
        || is("domain", domain)
        || is("domain", tld)
        || is("mailbox", small.substring(0, at)) && !domain.matches("(.+\\.)?example\\.[a-z]+");
  }

  /**
   * Whether a family name says nothing.
   *
   * @param family in its normal form, without blanks; empty: there is none
   * @param given likewise
   */
  public static boolean family(String family, String given) {
    return is("family", family) || is("name", family) && (given.isEmpty() || is("name", given));
  }

  /** Whether a given name says nothing; parameters as of {@link #family}. */
  public static boolean given(String given, String family) {
    return is("given", given)
        || is("name", given) && (family.isEmpty() || is("name", family) || is("family", family));
  }

  /** Whether a birth date, as FHIR writes it, says nothing. */
  public static boolean born(String date) {
    return is("born", date);
  }
}

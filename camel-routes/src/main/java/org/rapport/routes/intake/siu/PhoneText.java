package org.rapport.routes.intake.siu;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A telephone number as people type it, with what stands beside it: {@code
 * (212)555-9105X123CMOTHER} of HL7 v2.3's TN, {@code 212-555-9107 (mom)}, {@code cell 2125559107
 * x12}.
 *
 * @param number digits with their punctuation, as sent; empty where there is none
 * @param extension digits alone, or empty
 * @param words what else was there: who answers, what kind of number it is
 */
record PhoneText(String number, String extension, String words) {
  private static final int FEWEST_DIGITS = 7;

  /** Groups of digits, parted by at most two characters that part numbers. */
  private static final Pattern NUMBER =
      Pattern.compile("\\+?\\(?\\d++\\)?(?:[\\s.\\-/]{0,2}\\(?\\d++\\)?)*");

  private static final Pattern EXTENSION =
      Pattern.compile(
          "^\\s*[,;(]?\\s*(?:extension|ext|poste|x|#)\\s*[.:]?\\s*(\\d{1,6})(?!\\d)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern MASK = Pattern.compile("[*\u2022]|[xX]{3}");

  /** Reads a text; the first number in it that is long enough to be one counts. */
  static PhoneText of(String text) {
    String tidy = text.replaceAll("\\s+-\\s+", "-").strip();
    Matcher found = NUMBER.matcher(tidy);
    while (found.find()) {
      if (digits(found.group()).length() >= FEWEST_DIGITS) {
        return of(tidy.substring(0, found.start()), found.group(), tidy.substring(found.end()));
      }
    }
    return new PhoneText("", "", tidy);
  }

  private static PhoneText of(String before, String number, String after) {
    Matcher extension = EXTENSION.matcher(after);
    boolean has = extension.find();
    String rest = comment(has ? after.substring(extension.end()) : after);
    return new PhoneText(
        international(number), has ? extension.group(1) : "", (before + " " + rest).strip());
  }

  // TN of v2.3: a beeper's number behind B, any text behind C.
  private static String comment(String after) {
    String rest = after.replaceFirst("^[bB]\\d{1,6}", "");
    return rest.matches("(?is)C(?!EL|P\\b)\\w.*") ? rest.substring(1) : rest;
  }

  /** Whether some of its digits are hidden, so that it is nobody's number. */
  static boolean isMasked(String text) {
    return MASK.matcher(text).find();
  }

  /** The digits of XTN.8, which is text by the standard and holds anything: CELL, x12, #12. */
  static Optional<String> extension(String text) {
    Matcher plain = Pattern.compile("(?i)\\D{0,10}?(\\d{1,6})").matcher(text.strip());
    return plain.matches() ? Optional.of(plain.group(1)) : Optional.empty();
  }

  static String digits(String text) {
    return text.replaceAll("\\D", "");
  }

  // 00 is how most of the world dials abroad; no national number of this length begins so.
  private static String international(String number) {
    String digits = digits(number);
    return digits.startsWith("00") && digits.length() >= 11 && !number.startsWith("+")
        ? "+" + digits.substring(2)
        : number.strip();
  }
}

package org.rapport.routes.intake.hl7;

/**
 * The delimiter set a message declares in MSH-1 and MSH-2.
 *
 * @param escape {@link #NO_ESCAPE} when the sender declares none ({@code ^~&}): its backslashes are
 *     then text
 * @param declared MSH-2 as sent
 */
public record Delimiters(
    char field, char component, char repetition, char escape, char subcomponent, String declared) {

  /** A character that no text contains, so that nothing is ever unescaped. */
  public static final char NO_ESCAPE = '\u0000';

  /** The recommended set, HL7 v2.5.1 section 2.5.4. */
  public static final Delimiters STANDARD = new Delimiters('|', '^', '~', '\\', '&', "^~\\&");

  /**
   * Reads the set from a line that begins with MSH and a field separator.
   *
   * <p>Senders leave characters out; the recommended one stands in, save the escape character, for
   * which nothing does.
   */
  static Delimiters of(String headerLine) {
    char field = headerLine.charAt(3);
    int end = headerLine.indexOf(field, 4);
    String declared = headerLine.substring(4, end < 0 ? headerLine.length() : end);
    char component = at(declared, 0, '^');
    char repetition = at(declared, 1, '~');
    char third = at(declared, 2, NO_ESCAPE);
    char fourth = at(declared, 3, NO_ESCAPE);
    if (fourth != NO_ESCAPE) {
      return new Delimiters(field, component, repetition, third, fourth, declared);
    }
    boolean thirdIsEscape = third == '\\';
    char escape = thirdIsEscape ? third : NO_ESCAPE;
    char subcomponent = thirdIsEscape || third == NO_ESCAPE ? '&' : third;
    return new Delimiters(field, component, repetition, escape, subcomponent, declared);
  }

  /**
   * Whether a reply may use the same set: all four encoding characters were declared, at most
   * v2.7's fifth beside them, and all are punctuation that a reader can tell apart.
   */
  boolean complete() {
    return escape != NO_ESCAPE
        && declared.length() >= 4
        && declared.length() <= 5
        && (field + declared).chars().distinct().count() == declared.length() + 1L
        && (field + declared).chars().allMatch(Delimiters::isPunctuation);
  }

  private static boolean isPunctuation(int c) {
    return c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c);
  }

  private static char at(String text, int index, char otherwise) {
    return index < text.length() ? text.charAt(index) : otherwise;
  }
}

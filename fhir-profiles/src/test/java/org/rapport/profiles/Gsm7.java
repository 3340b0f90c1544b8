package org.rapport.profiles;

/**
 * Length of a text in septets of the GSM 7-bit default alphabet.
 *
 * @see <a href="https://www.etsi.org/deliver/etsi_ts/123000_123099/123038/">3GPP TS 23.038, 6.2.1
 *     and 6.2.1.1</a>
 */
final class Gsm7 {

  /** What fits into one text message of a single part. */
  static final int SINGLE = 160;

  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

  private static final String EXTENDED = "\f^{}\\[~]|€";

  private Gsm7() {}

  /**
   * The number of septets; an extended character takes two.
   *
   * @throws IllegalArgumentException if a character is not in the alphabet: the whole text would be
   *     sent as UCS-2, of which 70 characters fit
   */
  static int septets(String text) {
    return text.codePoints()
        .map(
            c -> {
              if (BASIC.indexOf(c) >= 0) {
                return 1;
              }
              if (EXTENDED.indexOf(c) >= 0) {
                return 2;
              }
              throw new IllegalArgumentException(
                  "Not in GSM 7-bit: " + Character.toString(c) + " in " + text);
            })
        .sum();
  }
}

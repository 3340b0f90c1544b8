package org.rapport.server.outreach.text;

/**
 * How long a text is as SMS: in septets of the GSM 7-bit alphabet, or in UTF-16 units once it has a
 * character outside of it. Pure.
 *
 * @param gsm whether the 7-bit alphabet has all its characters
 * @param units septets, or UTF-16 units
 * @param segments parts that it is sent in
 * @see <a href="https://www.etsi.org/deliver/etsi_ts/123000_123099/123038/">3GPP TS 23.038</a>
 */
public record SmsLength(boolean gsm, int units, int segments) {
  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

  /** Each takes an escape septet besides its own. */
  private static final String EXTENSION = "\f^{}\\[~]|€";

  private static final int GSM_SINGLE = 160;
  private static final int GSM_PART = 153;
  private static final int UCS2_SINGLE = 70;
  private static final int UCS2_PART = 67;

  /** The length of a text. */
  public static SmsLength of(String text) {
    boolean gsm = text.chars().allMatch(c -> BASIC.indexOf(c) >= 0 || EXTENSION.indexOf(c) >= 0);
    int units = 0;
    int parts = 1;
    int inPart = 0;
    int most = gsm ? GSM_PART : UCS2_PART;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      // An escape sequence or a surrogate pair is not cut in two.
      int width = gsm ? (EXTENSION.indexOf(point) >= 0 ? 2 : 1) : Character.charCount(point);
      if (inPart + width > most) {
        parts++;
        inPart = 0;
      }
      inPart += width;
      units += width;
      i += Character.charCount(point);
    }
    boolean single = units <= (gsm ? GSM_SINGLE : UCS2_SINGLE);
    return new SmsLength(gsm, units, single ? 1 : parts);
  }
}

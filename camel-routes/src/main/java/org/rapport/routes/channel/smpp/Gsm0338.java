package org.rapport.routes.channel.smpp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The default alphabet of GSM, one septet an octet, as SMPP carries it.
 *
 * @see <a href="https://www.3gpp.org/dynareport/23038.htm">3GPP TS 23.038, 6.2.1</a>
 */
final class Gsm0338 {
  private static final byte ESCAPE = 0x1B;

  // At 0x1B stands the escape, which is no character.
  private static final String TABLE =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

  private static final Map<Character, Byte> ESCAPED =
      Map.of(
          '\f', (byte) 0x0A,
          '^', (byte) 0x14,
          '{', (byte) 0x28,
          '}', (byte) 0x29,
          '\\', (byte) 0x2F,
          '[', (byte) 0x3C,
          '~', (byte) 0x3D,
          ']', (byte) 0x3E,
          '|', (byte) 0x40,
          '€', (byte) 0x65);

  private static final Map<Integer, byte[]> SEPTETS = new HashMap<>();
  private static final char[] EXTENSION = new char[128];

  static {
    for (int i = 0; i < TABLE.length(); i++) {
      if (i != ESCAPE) {
        SEPTETS.put((int) TABLE.charAt(i), new byte[] {(byte) i});
      }
    }
    ESCAPED.forEach(
        (character, septet) -> {
          SEPTETS.put((int) character, new byte[] {ESCAPE, septet});
          EXTENSION[septet] = character;
        });
  }

  private Gsm0338() {}

  static boolean canEncode(String text) {
    return text.codePoints().allMatch(SEPTETS::containsKey);
  }

  /** The septets of each character. */
  static List<byte[]> characters(String text) {
    return text.codePoints().mapToObj(SEPTETS::get).toList();
  }

  /** The text of septets; what the alphabet does not know becomes a replacement character. */
  static String decode(byte[] septets) {
    StringBuilder text = new StringBuilder(septets.length);
    boolean escaped = false;
    for (byte octet : septets) {
      int septet = octet & 0xFF;
      if (escaped) {
        // An extension that is not known is the character of the basic table (23.038, 6.2.1.1).
        char special = septet < 128 ? EXTENSION[septet] : 0;
        text.append(special != 0 ? special : basic(septet));
        escaped = false;
      } else if (septet == ESCAPE) {
        escaped = true;
      } else {
        text.append(basic(septet));
      }
    }
    return text.toString();
  }

  private static char basic(int septet) {
    return septet < TABLE.length() && septet != ESCAPE ? TABLE.charAt(septet) : '\uFFFD';
  }
}

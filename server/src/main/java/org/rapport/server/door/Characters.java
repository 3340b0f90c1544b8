package org.rapport.server.door;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/**
 * Which characters a text may have. NUL cannot be stored (PostgreSQL), half a surrogate is no
 * character (Unicode 3.9, D75), and what XML 1.0 (2.2) cannot carry could be written as JSON and
 * never be read as XML.
 */
public final class Characters {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private Characters() {}

  /** Index of the first character that no text may have; -1 where all are good. */
  public static int firstBad(CharSequence text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < '\uD800') {
        continue;
      }
      if (c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == '\uFFFE' || c == '\uFFFF') {
        return i;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return i;
      }
    }
    return -1;
  }

  /** What is wrong with a bad character, in words. */
  public static String why(char bad) {
    if (bad == 0) {
      return "has a NUL character";
    }
    return Character.isSurrogate(bad)
        ? "has half of a surrogate pair, which is no character"
        : "has the control character U+%04X".formatted((int) bad);
  }

  /**
   * Checks a text.
   *
   * @param element named in the refusal
   */
  public static void check(String element, CharSequence text) {
    int bad = firstBad(text);
    if (bad >= 0) {
      throw new RefusedException(400, "value", element, why(text.charAt(bad)));
    }
  }

  /**
   * The charset of a Content-Type.
   *
   * @return null where none is declared
   * @throws RefusedException 415 for one that is not known
   */
  public static Charset declared(String contentType) {
    if (contentType == null) {
      return null;
    }
    for (String part : contentType.split(";")) {
      String[] pair = part.split("=", 2);
      if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("charset")) {
        return named(pair[1].strip().replaceAll("^[\"']|[\"']$", ""));
      }
    }
    return null;
  }

  /** A charset by its name. */
  static Charset named(String name) {
    try {
      Charset charset = Charset.forName(name);
      if (charset.canEncode()) {
        return charset;
      }
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      // Refused below: a charset that is not known cannot be guessed.
    }
    throw new RefusedException(415, "not-supported", "", "The declared charset is not known");
  }

  /**
   * Decodes bytes, all of them or not at all; a byte order mark is left out.
   *
   * @throws RefusedException 400 where the bytes are not of that charset
   */
  public static String decode(byte[] bytes, Charset charset) {
    try {
      String text =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw RefusedException.invalid(
          "", "The body has bytes that are not " + charset.name() + " text");
    }
  }

  /** Decodes UTF-8, or the declared charset. */
  public static String decode(byte[] bytes, String contentType) {
    Charset charset = declared(contentType);
    return decode(bytes, charset == null ? StandardCharsets.UTF_8 : charset);
  }
}

package org.rapport.routes.channel.smpp;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text as the parts of a submit_sm: encoded, and cut where one message does not hold it. Pure.
 *
 * @param dataCoding SMPP 3.4, 5.2.19
 * @param concatenated whether each part begins with a user data header
 */
record SmppText(byte dataCoding, boolean concatenated, List<byte[]> parts) {
  static final byte DEFAULT_ALPHABET = 0;
  static final byte LATIN_1 = 3;
  static final byte UCS_2 = 8;

  /** 3GPP TS 23.040, 9.2.3.24.1: a header of six octets, which are seven septets. */
  private static final int HEADER = 6;

  private static final int SEPTETS = 160;
  private static final int SEPTETS_OF_A_PART = 153;
  private static final int OCTETS = 140;
  private static final int OCTETS_OF_A_PART = OCTETS - HEADER;

  /**
   * Encodes a text in the smallest alphabet that has all of its characters.
   *
   * @param latin1 the provider's default alphabet is ISO 8859-1 instead of GSM 03.38
   * @param reference tells the parts of one text from those of another
   */
  static SmppText of(String text, boolean latin1, byte reference) {
    if (latin1 && StandardCharsets.ISO_8859_1.newEncoder().canEncode(text)) {
      return cut(
          characters(text, StandardCharsets.ISO_8859_1),
          LATIN_1,
          OCTETS,
          OCTETS_OF_A_PART,
          reference);
    }
    if (!latin1 && Gsm0338.canEncode(text)) {
      return cut(Gsm0338.characters(text), DEFAULT_ALPHABET, SEPTETS, SEPTETS_OF_A_PART, reference);
    }
    return cut(
        characters(text, StandardCharsets.UTF_16BE), UCS_2, OCTETS, OCTETS_OF_A_PART, reference);
  }

  /** The same in one piece, for the optional parameter message_payload. */
  SmppText whole() {
    int header = concatenated ? HEADER : 0;
    byte[] all = new byte[parts.stream().mapToInt(part -> part.length - header).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, header, all, at, part.length - header);
      at += part.length - header;
    }
    return new SmppText(dataCoding, false, List.of(all));
  }

  // A character is never torn: an escape stays with what it escapes, a surrogate with its other.
  private static List<byte[]> characters(String text, Charset charset) {
    return text.codePoints().mapToObj(c -> Character.toString(c).getBytes(charset)).toList();
  }

  private static SmppText cut(
      List<byte[]> characters, byte coding, int single, int each, byte reference) {
    int length = characters.stream().mapToInt(character -> character.length).sum();
    if (length <= single) {
      return new SmppText(coding, false, List.of(join(characters, 0)));
    }
    List<List<byte[]>> parts = new ArrayList<>();
    List<byte[]> part = new ArrayList<>();
    int used = 0;
    for (byte[] character : characters) {
      if (used + character.length > each) {
        parts.add(part);
        part = new ArrayList<>();
        used = 0;
      }
      part.add(character);
      used += character.length;
    }
    parts.add(part);
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      byte[] body = join(parts.get(i), HEADER);
      body[0] = HEADER - 1;
      body[1] = 0;
      body[2] = 3;
      body[3] = reference;
      body[4] = (byte) parts.size();
      body[5] = (byte) (i + 1);
      bodies.add(body);
    }
    return new SmppText(coding, true, List.copyOf(bodies));
  }

  private static byte[] join(List<byte[]> characters, int offset) {
    byte[] all = new byte[offset + characters.stream().mapToInt(c -> c.length).sum()];
    int at = offset;
    for (byte[] character : characters) {
      System.arraycopy(character, 0, all, at, character.length);
      at += character.length;
    }
    return all;
  }
}

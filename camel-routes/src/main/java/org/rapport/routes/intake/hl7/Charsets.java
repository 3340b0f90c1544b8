package org.rapport.routes.intake.hl7;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Character sets of MSH-18: table HL70211 and the spellings seen in the field. What is declared is
 * read so or refused, never guessed. ASCII is what an empty field means by the standard, so it
 * declares nothing: then it is UTF-8 if it decodes as such, else ISO 8859-1, which never fails.
 */
final class Charsets {
  private static final Pattern ISO_8859 = Pattern.compile("(?:ISO)?[ _-]?8859[/ _-]?(\\d{1,2})");
  private static final Pattern ASCII =
      Pattern.compile("(?:US[-_ ]?)?ASCII|ISO[-_ ]?IR[-_ ]?6|ANSI");

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("UNICODE", "UTF-8"),
          Map.entry("UNICODEUTF8", "UTF-8"),
          Map.entry("UTF8", "UTF-8"),
          // Brought into UTF-8 before it is read: see singleBytes.
          Map.entry("UNICODEUTF16", "UTF-8"),
          Map.entry("UTF16", "UTF-8"),
          Map.entry("ISOIR14", "ISO-2022-JP"),
          Map.entry("ISOIR87", "ISO-2022-JP"),
          Map.entry("ISOIR159", "ISO-2022-JP-2"),
          Map.entry("GB180302000", "GB18030"),
          Map.entry("BIG5", "Big5"),
          Map.entry("KSX1001", "EUC-KR"),
          Map.entry("CNS116431992", "x-EUC-TW"));

  private Charsets() {}

  /**
   * The text of a message.
   *
   * @param declared repetitions of MSH-18; the first is the default, the others are switched to
   * @throws RejectedMessageException when a charset is not known, or the bytes are not of it
   */
  static Charset of(List<String> declared, byte[] raw) {
    String name = declared.isEmpty() ? "" : declared.get(0).toUpperCase(Locale.ROOT).trim();
    if (name.isEmpty() || name.equals("\"\"") || ASCII.matcher(name).matches()) {
      Optional<Charset> switched =
          declared.stream()
              .skip(1)
              .flatMap(other -> known(other.toUpperCase(Locale.ROOT).trim()).stream())
              .filter(other -> other.name().startsWith("ISO-2022"))
              .findFirst();
      if (switched.isPresent() && decodes(raw, switched.get())) {
        return switched.get();
      }
      return decodes(raw, StandardCharsets.UTF_8)
          ? StandardCharsets.UTF_8
          : StandardCharsets.ISO_8859_1;
    }
    if (known(name).isEmpty() && isAscii(raw)) {
      // NLD for one, one field early: whatever was meant, these bytes are the same in it.
      return StandardCharsets.UTF_8;
    }
    Charset charset =
        known(name)
            .orElseThrow(
                () ->
                    rejected(
                        Hl7Error.TABLE_VALUE_NOT_FOUND,
                        "The character set in MSH-18 is not known"));
    if (!decodes(raw, charset)) {
      throw rejected(
          Hl7Error.DATA_TYPE, "The message is not in the character set that MSH-18 declares");
    }
    return charset;
  }

  /** The one of a name, in capitals. */
  static Optional<Charset> known(String name) {
    Matcher iso = ISO_8859.matcher(name);
    if (iso.matches()) {
      return supported("ISO-8859-" + Integer.parseInt(iso.group(1)));
    }
    String bare = name.replaceAll("[^A-Z0-9]", "");
    return NAMES.containsKey(bare) ? supported(NAMES.get(bare)) : supported(name);
  }

  private static Optional<Charset> supported(String name) {
    try {
      return Optional.of(Charset.forName(name));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return Optional.empty();
    }
  }

  private static boolean isAscii(byte[] raw) {
    for (byte one : raw) {
      if (one < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean decodes(byte[] raw, Charset charset) {
    try {
      charset.newDecoder().decode(ByteBuffer.wrap(raw));
      return true;
    } catch (CharacterCodingException other) {
      return false;
    }
  }

  private static RejectedMessageException rejected(Hl7Error error, String text) {
    return new RejectedMessageException(Fault.at(error, "MSH", MessageHeader.CHARSET, text));
  }

  /**
   * A message of two bytes a character, which no header can be found in, as UTF-8; any other as it
   * is.
   */
  static byte[] singleBytes(byte[] raw) {
    boolean big = startsWith(raw, 0xfe, 0xff) || startsWith(raw, 0, 'M', 0, 'S', 0, 'H');
    boolean little = startsWith(raw, 0xff, 0xfe) || startsWith(raw, 'M', 0, 'S', 0, 'H', 0);
    if (!big && !little) {
      return raw;
    }
    Charset charset = big ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
    return new String(raw, charset).replace("\ufeff", "").getBytes(StandardCharsets.UTF_8);
  }

  private static boolean startsWith(byte[] raw, int... bytes) {
    byte[] start = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      start[i] = (byte) bytes[i];
    }
    return raw.length >= start.length
        && Arrays.equals(raw, 0, start.length, start, 0, start.length);
  }
}

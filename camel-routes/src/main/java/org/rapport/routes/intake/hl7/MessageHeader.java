package org.rapport.routes.intake.hl7;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MSH as far as it can be read from raw bytes; enough to answer a message that cannot be parsed.
 *
 * @param delimiters as declared
 * @param fields raw MSH fields, the element at index 0 being MSH-3
 * @param offset index of the M of MSH in the bytes
 */
public record MessageHeader(Delimiters delimiters, List<String> fields, int offset) {

  private static final int WINDOW_BYTES = 16 * 1024;
  private static final Pattern START =
      Pattern.compile(
          "(?:^|[\\r\\n\\x0b\\ufeff]|\\u00ef\\u00bb\\u00bf)[ \\t\\x00]*(MSH[^\\w\\s\\x00])");
  private static final Pattern ISO_8859 = Pattern.compile("8859[/-](\\d{1,2})");

  /**
   * Finds the header within the first 16 KiB; byte order marks, blanks and batch headers before it
   * are passed over. Empty when there is none: the bytes are not HL7 v2.
   */
  public static Optional<MessageHeader> find(byte[] raw) {
    // Latin-1 maps each byte to one character, so offsets in this text are offsets in the bytes.
    String window =
        new String(raw, 0, Math.min(raw.length, WINDOW_BYTES), StandardCharsets.ISO_8859_1);
    Matcher start = START.matcher(window);
    if (!start.find()) {
      return Optional.empty();
    }
    int offset = start.start(1);
    String line = window.substring(offset).split("[\\r\\n]", 2)[0];
    Delimiters delimiters = Delimiters.of(line);
    String[] fields = line.split(Pattern.quote(String.valueOf(delimiters.field())), -1);
    List<String> tail = fields.length > 2 ? List.of(fields).subList(2, fields.length) : List.of();
    return Optional.of(new MessageHeader(delimiters, tail, offset));
  }

  /** Raw text of MSH-{@code number} (3 or above), not decoded or unescaped; empty when absent. */
  public String raw(int number) {
    int index = number - 3;
    return index < fields.size() ? fields.get(index).trim() : "";
  }

  /** First component of MSH-{@code number}, trimmed; empty when absent or HL7 null. */
  public String first(int number) {
    String first = split(raw(number), delimiters.component())[0].trim();
    return "\"\"".equals(first) ? "" : first;
  }

  /** Component {@code component} (1-based) of MSH-9, trimmed; empty when absent. */
  public String type(int component) {
    String[] parts = split(raw(9), delimiters.component());
    return parts.length >= component ? parts[component - 1].trim() : "";
  }

  /**
   * The charset of MSH-18 (table HL70211 and the spellings seen in the field), checked against the
   * bytes: text that is not what it claims, or claims nothing, is UTF-8 if it decodes as such, else
   * ISO-8859-1, which never fails.
   */
  public Charset charset(byte[] raw) {
    String name = split(raw(18), delimiters.repetition())[0].trim().toUpperCase(Locale.ROOT);
    Matcher iso = ISO_8859.matcher(name);
    if (iso.find()) {
      return known("ISO-8859-" + iso.group(1)).orElse(StandardCharsets.ISO_8859_1);
    }
    boolean guess = name.isEmpty() || name.contains("UTF") || name.contains("ASCII");
    Optional<Charset> declared = guess ? Optional.empty() : known(name);
    return declared.orElseGet(
        () -> isUtf8(raw) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
  }

  private static Optional<Charset> known(String name) {
    try {
      return Optional.of(Charset.forName(name));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return Optional.empty();
    }
  }

  private static boolean isUtf8(byte[] raw) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw));
      return true;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }

  private static String[] split(String text, char separator) {
    return text.split(Pattern.quote(String.valueOf(separator)), -1);
  }
}

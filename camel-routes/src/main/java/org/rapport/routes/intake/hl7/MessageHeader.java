package org.rapport.routes.intake.hl7;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

  /** Position of the character set. */
  public static final int CHARSET = 18;

  private static final int WINDOW_BYTES = 16 * 1024;
  private static final Pattern NO_TEXT = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f]");
  private static final Pattern START =
      Pattern.compile(
          "(?:^|[\\r\\n\\x0b\\ufeff]|\\u00ef\\u00bb\\u00bf)[ \\t\\x00]*(MSH[^\\w\\s\\x00])");

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
    return index < fields.size() ? NO_TEXT.matcher(fields.get(index)).replaceAll("").trim() : "";
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
   * The charset of MSH-18, see {@link Charsets}.
   *
   * @throws RejectedMessageException when it is not known, or the bytes are not of it
   */
  public Charset charset(byte[] raw) {
    return Charsets.of(List.of(split(raw(CHARSET), delimiters.repetition())), raw);
  }

  private static String[] split(String text, char separator) {
    return text.split(Pattern.quote(String.valueOf(separator)), -1);
  }
}

package org.rapport.routes.intake.hl7;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text of one message as people read it: escape sequences resolved (HL7 v2.5.1 section 2.7), and
 * what no text has left out: control characters and halves of surrogate pairs. Counts what it
 * leaves out; one for each message, not thread-safe.
 */
final class Hl7Text {
  private static final int LONGEST_SEQUENCE = 200;
  private static final Pattern FORMAT = Pattern.compile("\\.([a-z]{2})\\s*([+-]?\\d{1,2})?.*");
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  private final Delimiters delimiters;
  private final Charset charset;
  private int dropped;

  Hl7Text(Delimiters delimiters, Charset charset) {
    this.delimiters = delimiters;
    this.charset = charset;
  }

  /** How many characters were no text. */
  int dropped() {
    return dropped;
  }

  /** The text without what is none; line ends and tabs stay. */
  String clean(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(one)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair || isText(one)) {
        if (out != null) {
          out.append(one);
        }
        if (pair) {
          i++;
          if (out != null) {
            out.append(text.charAt(i));
          }
        }
        continue;
      }
      if (out == null) {
        out = new StringBuilder(text.length()).append(text, 0, i);
      }
      String instead = instead(one);
      out.append(instead);
      dropped += instead.isEmpty() ? 1 : 0;
    }
    return out == null ? text : out.toString();
  }

  private static boolean isText(char one) {
    return one >= ' ' && one < 0x7f
        || one == '\r'
        || one == '\n'
        || one == '\t'
        || one > 0x9f && !Character.isSurrogate(one) && one != 0xfeff && one < 0xfffe;
  }

  private static String instead(char one) {
    if (one == 0x0b || one == 0x0c) {
      // How some editors break a line within a paragraph.
      return " ";
    }
    if (one >= 0x80 && one <= 0x9f) {
      // Nobody writes the control characters of ISO 8859; Windows has quotes and dashes there.
      String windows = new String(new byte[] {(byte) one}, WINDOWS);
      return windows.charAt(0) < 0xa0 || windows.charAt(0) == 0xfffd ? "" : windows;
    }
    return "";
  }

  /** Resolves the escape sequences; what only looks like one stays as it is. */
  String unescape(String text) {
    char escape = delimiters.escape();
    if (escape == Delimiters.NO_ESCAPE || text.indexOf(escape) < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char one = text.charAt(at);
      int end = one == escape ? text.indexOf(escape, at + 1) : -1;
      String resolved =
          end < 0 || end - at > LONGEST_SEQUENCE ? null : resolve(text.substring(at + 1, end));
      if (resolved == null) {
        out.append(one);
        at++;
      } else {
        out.append(resolved);
        at = end + 1;
      }
    }
    return clean(out.toString());
  }

  private String resolve(String sequence) {
    switch (sequence) {
      case "F":
        return String.valueOf(delimiters.field());
      case "S":
        return String.valueOf(delimiters.component());
      case "T":
        return String.valueOf(delimiters.subcomponent());
      case "R":
        return String.valueOf(delimiters.repetition());
      case "E":
        return String.valueOf(delimiters.escape());
      case "P":
        return "#";
      case "H", "N":
        // Highlighting.
        return "";
      default:
        break;
    }
    if (sequence.matches("C[0-9A-Fa-f]{4}|M[0-9A-Fa-f]{4,6}|Z[0-9A-Za-z]{1,20}")) {
      return "";
    }
    if (sequence.matches("X([0-9A-Fa-f]{2})+")) {
      return decoded(HexFormat.of().parseHex(sequence.substring(1)));
    }
    Matcher format = FORMAT.matcher(sequence.toLowerCase(Locale.ROOT));
    return format.matches() ? formatted(format.group(1), format.group(2)) : null;
  }

  private static String formatted(String command, String count) {
    int times = count == null ? 1 : Math.max(1, Math.abs(Integer.parseInt(count)));
    return switch (command) {
      case "br", "ce" -> "\n";
      case "sp" -> "\n".repeat(times);
      case "sk" -> " ".repeat(times);
      case "fi", "nf", "in", "ti" -> "";
      default -> null;
    };
  }

  private String decoded(byte[] bytes) {
    for (Charset each : new Charset[] {charset, StandardCharsets.UTF_8}) {
      try {
        return each.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException other) {
        // A byte of Latin-1 in a message of UTF-8, as some senders escape.
      }
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}

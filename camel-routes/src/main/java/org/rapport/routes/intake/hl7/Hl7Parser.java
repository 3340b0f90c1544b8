package org.rapport.routes.intake.hl7;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads ER7 bytes into a flat message without validation. Thread-safe.
 *
 * <p>Segments are read one by one: a strict parser of whole messages sorts segments into the groups
 * of the standard, which real senders do not keep, and refuses versions it does not know.
 */
public final class Hl7Parser {

  /** Largest message taken, in bytes. */
  public static final int MAX_BYTES = 1024 * 1024;

  private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");
  private static final int FREE_TEXT_FIELD = 3;

  /**
   * The bytes to read and to answer: a message of two bytes a character, which no header can be
   * found in, as UTF-8; any other as it is.
   */
  public static byte[] readable(byte[] raw) {
    return Charsets.singleBytes(raw);
  }

  /**
   * A message that somebody has typed, as its sender would have sent it: each segment ends with CR,
   * in the character set that MSH-18 declares.
   *
   * @return empty where that character set does not have all of its characters
   */
  public static Optional<byte[]> typed(String text) {
    String lines = LINE_END.matcher(text).replaceAll("\r");
    byte[] utf8 = lines.getBytes(StandardCharsets.UTF_8);
    Charset charset;
    try {
      charset =
          MessageHeader.find(utf8)
              .map(header -> header.charset(utf8))
              .orElse(StandardCharsets.UTF_8);
    } catch (RejectedMessageException unknown) {
      // Whoever reads it says so.
      charset = StandardCharsets.UTF_8;
    }
    return charset.canEncode() && charset.newEncoder().canEncode(lines)
        ? Optional.of(lines.getBytes(charset))
        : Optional.empty();
  }

  /** The character set of a name as MSH-18 has it; empty where it is not known. */
  public static Optional<Charset> charset(String name) {
    return Charsets.known(name.toUpperCase(Locale.ROOT).trim());
  }

  /**
   * Parses one message.
   *
   * @throws RejectedMessageException when the bytes hold no MSH, more than one, or more than {@link
   *     #MAX_BYTES}
   */
  public Hl7Message parse(byte[] raw) {
    if (raw.length > MAX_BYTES) {
      throw rejected(Hl7Error.VALUE_TOO_LONG, "Message is larger than 1 MiB");
    }
    MessageHeader header =
        MessageHeader.find(raw)
            .orElseThrow(() -> rejected(Hl7Error.SEGMENT_SEQUENCE, "Not an HL7 v2 message"));
    Charset charset = header.charset(raw);
    Hl7Text text = new Hl7Text(header.delimiters(), charset);
    String clean =
        text.clean(new String(raw, header.offset(), raw.length - header.offset(), charset));
    List<Hl7Segment> segments = new ArrayList<>();
    for (String line : lines(clean, header.delimiters())) {
      segments.add(segment(line, header.delimiters(), text));
    }
    if (segments.stream().filter(s -> s.name().equals("MSH")).count() > 1) {
      // Taking the first alone would lose the others behind an AA.
      throw rejected(Hl7Error.SEGMENT_SEQUENCE, "More than one message in one frame");
    }
    List<String> notes =
        text.dropped() == 0
            ? List.of()
            : List.of("characters that are no text were left out: " + text.dropped());
    return new Hl7Message(header, charset, List.copyOf(segments), notes);
  }

  private static List<String> lines(String text, Delimiters delimiters) {
    Pattern segment =
        Pattern.compile(
            "[A-Z][A-Z0-9]{2}(?:" + Pattern.quote(String.valueOf(delimiters.field())) + ".*)?",
            Pattern.DOTALL);
    List<String> lines = new ArrayList<>();
    for (String line : LINE_END.split(text)) {
      String stripped = line.strip();
      if (segment.matcher(stripped).matches()) {
        lines.add(stripped);
      } else if (!stripped.isEmpty() && continuesNote(lines, delimiters)) {
        // A raw line feed inside a note; anything else that is no segment is garbage.
        int last = lines.size() - 1;
        lines.set(last, lines.get(last) + " " + stripped);
      }
    }
    return lines;
  }

  private static boolean continuesNote(List<String> lines, Delimiters delimiters) {
    if (lines.isEmpty() || !lines.get(lines.size() - 1).startsWith("NTE")) {
      return false;
    }
    String note = lines.get(lines.size() - 1);
    return note.chars().filter(c -> c == delimiters.field()).count() == FREE_TEXT_FIELD;
  }

  private static Hl7Segment segment(String line, Delimiters delimiters, Hl7Text text) {
    String name = line.substring(0, 3);
    List<List<Hl7Field>> fields = new ArrayList<>();
    String rest = line.length() > 4 ? line.substring(4) : "";
    if (name.equals("MSH")) {
      // MSH-1 and MSH-2 say how to part all others.
      fields.add(List.of(whole(String.valueOf(delimiters.field()))));
      fields.add(List.of(whole(delimiters.declared())));
      rest =
          rest.length() > delimiters.declared().length()
              ? rest.substring(delimiters.declared().length() + 1)
              : "";
    }
    for (String field : split(rest, delimiters.field())) {
      List<Hl7Field> repetitions = new ArrayList<>();
      for (String repetition : split(field, delimiters.repetition())) {
        repetitions.add(field(repetition, delimiters, text));
      }
      fields.add(List.copyOf(repetitions));
    }
    return new Hl7Segment(name, List.copyOf(fields));
  }

  private static Hl7Field whole(String value) {
    return new Hl7Field(List.of(List.of(value)));
  }

  private static Hl7Field field(String repetition, Delimiters delimiters, Hl7Text text) {
    List<List<String>> components = new ArrayList<>();
    for (String component : split(repetition, delimiters.component())) {
      components.add(
          split(component, delimiters.subcomponent()).stream().map(text::unescape).toList());
    }
    return new Hl7Field(List.copyOf(components));
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at));
      from = at + 1;
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static RejectedMessageException rejected(Hl7Error error, String text) {
    return new RejectedMessageException(Fault.at(error, "MSH", 0, text));
  }
}

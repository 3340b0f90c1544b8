package org.rapport.routes.intake.hl7;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.GenericSegment;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads ER7 bytes into a flat message without validation. Thread-safe.
 *
 * <p>Segments are parsed one by one: a strict parser of whole messages sorts segments into the
 * groups of the standard, which real senders do not keep, and refuses versions it does not know.
 */
public final class Hl7Parser {

  /** Largest message taken, in bytes. */
  public static final int MAX_BYTES = 1024 * 1024;

  private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");
  private static final int FREE_TEXT_FIELD = 3;

  private final GenericModelClassFactory models = new GenericModelClassFactory();
  private final PipeParser segmentParser = new PipeParser(models);

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
    String text = new String(raw, header.offset(), raw.length - header.offset(), charset);
    List<Hl7Segment> segments = new ArrayList<>();
    for (String line : lines(text, header.delimiters())) {
      segments.add(parseLine(line, header.delimiters()));
    }
    if (segments.stream().filter(s -> s.name().equals("MSH")).count() > 1) {
      // Taking the first alone would lose the others behind an AA.
      throw rejected(Hl7Error.SEGMENT_SEQUENCE, "More than one message in one frame");
    }
    return new Hl7Message(header, charset, List.copyOf(segments));
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

  private Hl7Segment parseLine(String line, Delimiters delimiters) {
    String name = line.substring(0, 3);
    try {
      GenericSegment segment = new GenericSegment(new GenericMessage.UnknownVersion(models), name);
      segmentParser.parse(
          segment,
          line,
          new EncodingCharacters(
              delimiters.field(),
              delimiters.component(),
              delimiters.repetition(),
              delimiters.escape(),
              delimiters.subcomponent()));
      return new Hl7Segment(name, fields(segment));
    } catch (HL7Exception unreadable) {
      throw new RejectedMessageException(
          Fault.at(Hl7Error.DATA_TYPE, name, 0, "Segment cannot be read"));
    }
  }

  private static List<List<Hl7Field>> fields(Segment segment) throws HL7Exception {
    List<List<Hl7Field>> fields = new ArrayList<>();
    for (int number = 1; number <= segment.numFields(); number++) {
      List<Hl7Field> repetitions = new ArrayList<>();
      for (Type repetition : segment.getField(number)) {
        repetitions.add(new Hl7Field(components(repetition)));
      }
      fields.add(List.copyOf(repetitions));
    }
    return List.copyOf(fields);
  }

  private static List<List<String>> components(Type repetition) {
    List<List<String>> components = new ArrayList<>();
    for (int c = 1; c <= Terser.numComponents(repetition); c++) {
      List<String> subcomponents = new ArrayList<>();
      for (int s = 1; s <= Terser.numSubComponents(repetition, c); s++) {
        String value = Terser.getPrimitive(repetition, c, s).getValue();
        subcomponents.add(value == null ? "" : value);
      }
      components.add(List.copyOf(subcomponents));
    }
    return List.copyOf(components);
  }

  private static RejectedMessageException rejected(Hl7Error error, String text) {
    return new RejectedMessageException(Fault.at(error, "MSH", 0, text));
  }
}

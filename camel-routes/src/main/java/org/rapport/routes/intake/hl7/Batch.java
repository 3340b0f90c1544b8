package org.rapport.routes.intake.hl7;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Several messages in one file or frame, between BHS and BTS, with or without FHS and FTS (HL7
 * v2.5.1 section 2.10.3). Pure.
 */
public final class Batch {
  // In Latin-1 a character is a byte, whatever the character set of the messages is.
  private static final Pattern BEGINS =
      Pattern.compile("^[\\s\\x00]*(?:\\u00ef\\u00bb\\u00bf)?(?:FHS|BHS)[^\\w\\s]");

  private static final Pattern MESSAGE = Pattern.compile("(?<=[\\r\\n])MSH[^\\w\\s]");

  private static final Pattern TRAILER = Pattern.compile("[\\r\\n]+(?:BTS|FTS|BHS|FHS)[^\\w\\s]?");

  private static final Pattern HEADER =
      Pattern.compile("(?:^|[\\r\\n\\x00\\s])(BHS[^\\w\\s][^\\r\\n]*)");

  private Batch() {}

  /**
   * The messages of a batch, in its order, each as its sender would have sent it alone.
   *
   * @return empty where it is none, or has one message alone, which is read as it is
   */
  public static List<byte[]> messages(byte[] raw) {
    String text = new String(raw, StandardCharsets.ISO_8859_1);
    if (!BEGINS.matcher(text).find()) {
      return List.of();
    }
    List<Integer> starts = new ArrayList<>();
    Matcher message = MESSAGE.matcher(text);
    while (message.find()) {
      starts.add(message.start());
    }
    if (starts.size() < 2) {
      return List.of();
    }
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      int end = i + 1 < starts.size() ? starts.get(i + 1) : text.length();
      String one = text.substring(starts.get(i), end);
      Matcher trailer = TRAILER.matcher(one);
      String alone = trailer.find() ? one.substring(0, trailer.start()) + "\r" : one;
      messages.add(alone.getBytes(StandardCharsets.ISO_8859_1));
    }
    return messages;
  }

  /**
   * The acknowledgements of a batch as one batch, in the order of its messages. It names the batch
   * that it answers (BHS-12), and goes to who sent that. Without acknowledgements it is empty: all
   * went well, and nobody wanted to be told of each.
   *
   * @param raw the batch that is answered
   */
  public static byte[] answer(byte[] raw, List<byte[]> acknowledgements) {
    List<String> header = header(new String(raw, StandardCharsets.ISO_8859_1));
    String[] fields = {
      "BHS",
      "^~\\&",
      field(header, 5),
      field(header, 6),
      field(header, 3),
      field(header, 4),
      "",
      "",
      "",
      "",
      "",
      field(header, 11)
    };
    StringBuilder batch =
        new StringBuilder(String.join("|", fields).replaceFirst("\\|+$", "")).append('\r');
    acknowledgements.forEach(one -> batch.append(new String(one, StandardCharsets.ISO_8859_1)));
    batch.append("BTS|").append(acknowledgements.size()).append('\r');
    return batch.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** BHS by its fields, the element at index 0 being BHS-1; empty where there is FHS alone. */
  private static List<String> header(String text) {
    Matcher header = HEADER.matcher(text);
    if (!header.find()) {
      return List.of();
    }
    String line = header.group(1);
    String separator = line.substring(3, 4);
    List<String> fields = new ArrayList<>(List.of(separator));
    fields.addAll(List.of(line.substring(4).split(Pattern.quote(separator), -1)));
    return fields;
  }

  /** The first component: the answer has delimiters of its own. */
  private static String field(List<String> header, int number) {
    if (header.size() < number || header.get(1).isEmpty()) {
      return "";
    }
    String component = header.get(1).substring(0, 1);
    return header
        .get(number - 1)
        .split(Pattern.quote(component), 2)[0]
        .replaceAll("[|^~\\\\&]", "");
  }
}

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

  /** The acknowledgements of all messages as one batch, in the order of the messages. */
  public static byte[] answer(List<byte[]> acknowledgements) {
    StringBuilder batch = new StringBuilder("BHS|^~\\&\r");
    acknowledgements.forEach(one -> batch.append(new String(one, StandardCharsets.ISO_8859_1)));
    batch.append("BTS|").append(acknowledgements.size()).append('\r');
    return batch.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}

package org.rapport.routes.intake.store;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the server's journal keeps of an HL7 message: keys, and no content. Texts may be empty, and
 * are cut at 200 characters. Pure.
 *
 * @param outbound whether we sent it
 * @param peer the address at the other end; empty: unknown
 * @param sender MSH-3 and MSH-4 with a colon between
 * @param type MSH-9 as codes, such as {@code SIU^S12}
 * @param control MSH-10
 * @param placer SCH-1
 * @param filler SCH-2
 * @param bytes its size
 * @param answer AA, AE or AR
 * @param fault code and place, such as {@code 101 PID-3}
 * @param words the answer in words; nothing of the message
 * @param millis since it was there as a whole
 */
public record MessageNote(
    boolean outbound,
    String peer,
    String sender,
    String type,
    String control,
    String placer,
    String filler,
    int bytes,
    String answer,
    String fault,
    String words,
    long millis) {

  /** Header of the transaction that applies or keeps the message, so that both are one. */
  public static final String HEADER = "X-Rapport-Message";

  private static final int MOST = 200;

  /** Cuts what is too long. */
  public MessageNote {
    peer = cut(peer);
    sender = cut(sender);
    type = cut(type);
    control = cut(control);
    placer = cut(placer);
    filler = cut(filler);
    answer = cut(answer);
    fault = cut(fault);
    words = cut(words);
  }

  private static String cut(String text) {
    String clean = text == null ? "" : text.replaceAll("\\p{Cntrl}", "");
    return clean.length() <= MOST ? clean : clean.substring(0, MOST);
  }

  /** As a form's fields, in ASCII. */
  public String encoded() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("outbound", Boolean.toString(outbound));
    fields.put("peer", peer);
    fields.put("sender", sender);
    fields.put("type", type);
    fields.put("control", control);
    fields.put("placer", placer);
    fields.put("filler", filler);
    fields.put("bytes", Integer.toString(bytes));
    fields.put("answer", answer);
    fields.put("fault", fault);
    fields.put("words", words);
    fields.put("millis", Long.toString(millis));
    StringBuilder form = new StringBuilder();
    fields.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            form.append(form.isEmpty() ? "" : "&").append(name).append('=');
            form.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
          }
        });
    return form.toString();
  }

  /**
   * Reads what {@link #encoded} has written.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static MessageNote decode(String form) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field : form.split("&")) {
      String[] parts = field.split("=", 2);
      if (parts.length == 2) {
        fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    if (!fields.getOrDefault("answer", "").matches("A[AER]")) {
      throw new IllegalArgumentException("answer should be AA, AE or AR");
    }
    return new MessageNote(
        Boolean.parseBoolean(fields.get("outbound")),
        fields.get("peer"),
        fields.get("sender"),
        fields.get("type"),
        fields.get("control"),
        fields.get("placer"),
        fields.get("filler"),
        Integer.parseInt(fields.getOrDefault("bytes", "0")),
        fields.get("answer"),
        fields.get("fault"),
        fields.get("words"),
        Long.parseLong(fields.getOrDefault("millis", "0")));
  }
}

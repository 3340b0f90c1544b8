package org.rapport.server.find;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rapport.server.projection.PatientAddresses;
import org.rapport.server.projection.read.PersonName;

/**
 * What somebody is looked for by: all of it has to fit. Pure.
 *
 * @param clues in the order in which they were said, and at most {@link #MOST}
 */
record Sought(List<Clue> clues) {
  static final int MOST = 8;

  private static final int DIGITS = 7;
  private static final Pattern MAILBOX = Pattern.compile("\\S+@\\S+");
  private static final Pattern NUMBER = Pattern.compile("\\+?\\(?\\d[\\d\\s().\\-/]{5,}\\d");

  /** Something that was said; any of what it may mean is enough. */
  sealed interface Clue {
    /** A word of a name, or how an identifier begins. */
    record Word(String word) implements Clue {}

    /**
     * Digits.
     *
     * @param tail the end of a telephone number
     * @param digits how an identifier may begin
     * @param born the days that they may be
     */
    record Number(String tail, String digits, List<String> born) implements Clue {}

    /** A mailbox, in lower case. */
    record Mailbox(String mailbox) implements Clue {}

    /** A birth date that may be any of these days. */
    record Born(List<String> days) implements Clue {}
  }

  /** Reads what was typed; without a clue where there is nothing in it to look for. */
  static Sought of(String text, LocalDate today) {
    List<Clue> clues = new ArrayList<>();
    StringBuilder rest = new StringBuilder();
    Matcher mailbox = MAILBOX.matcher(text);
    while (mailbox.find()) {
      clues.add(new Clue.Mailbox(mailbox.group().toLowerCase(Locale.ROOT)));
      mailbox.appendReplacement(rest, " ");
    }
    mailbox.appendTail(rest);
    String words =
        SpokenDates.takeOut(rest.toString(), today, days -> clues.add(new Clue.Born(days)));
    rest.setLength(0);
    Matcher number = NUMBER.matcher(words);
    while (number.find()) {
      String digits = number.group().replaceAll("[^0-9]", "");
      if (digits.length() >= DIGITS) {
        clues.add(
            new Clue.Number(
                PatientAddresses.tail(digits), digits, SpokenDates.compact(digits, today)));
        number.appendReplacement(rest, " ");
      }
    }
    number.appendTail(rest);
    for (String word : rest.toString().split("[\\s,;]+")) {
      String normal = PersonName.normal(word);
      if (!normal.isEmpty()) {
        clues.add(new Clue.Word(normal));
      }
    }
    return new Sought(clues.stream().distinct().limit(MOST).toList());
  }
}

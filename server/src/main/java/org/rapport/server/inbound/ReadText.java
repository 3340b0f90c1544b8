package org.rapport.server.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rapport.server.inbound.Meaning.Kind;

/**
 * What a text means. Crisis wording comes first of all; then opt-outs, the plain words before free
 * wording, but none in what a machine answers; then what a prompt may be answered with, only if it
 * is the whole text. What is not understood is left to a person. Nothing but a word of the start
 * family is ever a start. Pure.
 */
public final class ReadText {
  /** A stop word in a text this short is about the messages, or may be. */
  private static final int SHORT = 3;

  /** In a text this short a slip of the thumb is taken for the word that was meant. */
  private static final int HASTY = 4;

  private static final Pattern TOKEN = Pattern.compile("([cr]) ?(\\d{1,2})");

  /** Signs that say stop: stop sign, prohibited, no entry, gesturing no. */
  private static final Pattern STOP_SIGN =
      Pattern.compile("[\\x{1F6D1}\\x{1F6AB}\\x{26D4}\\x{1F645}\\x{1F4F5}]");

  /** Hands that say stop, or hello. */
  private static final Pattern HAND = Pattern.compile("[\\x{270B}\\x{1F91A}\\x{1F590}]");

  private final Words words = Words.shipped();

  /** Reads one text. */
  public Meaning read(String body) {
    String text = Normal.of(body);
    if (words.in("crisis", text).isPresent()) {
      return Meaning.of(Kind.CRISIS);
    }
    if (automatic(text)) {
      return Meaning.of(Kind.AUTOMATIC);
    }
    String said = said(body);
    String bare = words.bare(text);
    return signs(body, text, said)
        .or(() -> optOut(said, words.bare(said)))
        .or(() -> command(bare))
        .orElseGet(() -> rest(text, bare, said));
  }

  // What asks about a visit was written by a person, whatever else stands in it.
  private boolean automatic(String text) {
    return words.in("automatic", text).isPresent()
        && words.in("reschedule", text).isEmpty()
        && words.in("cancel-visit", text).isEmpty();
  }

  // Without what says the contrary, such as "don't stop", where nothing stands between its words;
  // and with the word that was meant in the place of a slip.
  private String said(String body) {
    List<String> parts = new ArrayList<>();
    for (String part : String.valueOf(body).split("[.,;:!?\\n\u2026]+")) {
      parts.add(words.without("not", Normal.of(part)));
    }
    String said =
        parts.stream().allMatch(part -> !part.contains("|"))
            ? Normal.of(body)
            : String.join(" ", parts).replaceAll(" +", " ").strip();
    String[] all = said.split(" ");
    if (words.bare(said).split(" ").length > HASTY) {
      return said;
    }
    for (int i = 0; i < all.length; i++) {
      all[i] = words.near("stop", all[i]).orElse(all[i]);
    }
    return String.join(" ", all);
  }

  private Optional<Meaning> signs(String body, String text, String said) {
    boolean contrary = said.contains("|");
    if (body == null || contrary) {
      return Optional.empty();
    }
    boolean sign = STOP_SIGN.matcher(body).find();
    boolean alone = words.bare(text).isEmpty();
    boolean aboutMessages = alone || words.in("message-word", text).isPresent();
    if (sign && aboutMessages) {
      return Optional.of(new Meaning(alone ? Kind.STOP : Kind.UNCLEAR_STOP, null, null));
    }
    // A hand is raised for hello too.
    return alone && text.isEmpty() && HAND.matcher(body).find()
        ? Optional.of(Meaning.of(Kind.UNCLEAR_STOP))
        : Optional.empty();
  }

  /** Whether an opt-out's word is also one that patients use about a visit. */
  boolean aboutVisitToo(Meaning meaning) {
    return meaning.word() != null && words.is("visit-word", meaning.word());
  }

  private Optional<Meaning> optOut(String text, String bare) {
    if (words.is("stop", bare) || words.is("stop", text)) {
      return Optional.of(new Meaning(Kind.STOP, bare, null));
    }
    Optional<String> wrong = words.in("wrong-number", text);
    if (wrong.isPresent()) {
      return Optional.of(new Meaning(Kind.WRONG_NUMBER, wrong.get(), null));
    }
    Optional<String> free = words.in("stop", text);
    if (free.isPresent()) {
      return Optional.of(new Meaning(Kind.STOP, free.get(), null));
    }
    Optional<String> word = words.in("stop-word", text);
    boolean aboutMessages =
        word.isPresent()
            && (words.in("message-word", text).isPresent()
                || bare.startsWith(word.get() + " ")
                || bare.split(" ").length <= SHORT);
    return aboutMessages
        ? Optional.of(new Meaning(Kind.UNCLEAR_STOP, word.get(), null))
        : Optional.empty();
  }

  private Optional<Meaning> command(String bare) {
    if (words.is("start", bare)) {
      return Optional.of(new Meaning(Kind.START, bare, null));
    }
    if (words.is("help", bare)) {
      return Optional.of(new Meaning(Kind.HELP, bare, null));
    }
    Matcher token = TOKEN.matcher(bare);
    if (token.matches()) {
      Kind kind = token.group(1).equals("c") ? Kind.CONFIRM : Kind.RESCHEDULE;
      String number = Integer.toString(Integer.parseInt(token.group(2)));
      return Optional.of(new Meaning(kind, token.group(1), number));
    }
    if (words.is("confirm", bare)) {
      return Optional.of(new Meaning(Kind.CONFIRM, bare, null));
    }
    return words.is("reschedule", bare)
        ? Optional.of(new Meaning(Kind.RESCHEDULE, bare, null))
        : Optional.empty();
  }

  private Meaning rest(String text, String bare, String said) {
    if (words.in("cancel-visit", said).isPresent()) {
      return Meaning.of(Kind.CANCEL_VISIT);
    }
    if (words.in("reschedule", text).isPresent()) {
      return Meaning.of(Kind.RESCHEDULE);
    }
    return bare.isEmpty() && !text.isEmpty() ? Meaning.of(Kind.COURTESY) : Meaning.of(Kind.OTHER);
  }
}

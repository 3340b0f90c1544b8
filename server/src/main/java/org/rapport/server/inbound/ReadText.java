package org.rapport.server.inbound;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rapport.server.inbound.Meaning.Kind;

/**
 * What a text means. Crisis wording comes first of all; then opt-outs, the plain words before free
 * wording; then what a prompt may be answered with, only if it is the whole text. What is not
 * understood is left to a person. Nothing but a word of the start family is ever a start. Pure.
 */
public final class ReadText {
  /** A stop word in a text this short is about the messages, or may be. */
  private static final int SHORT = 3;

  private static final Pattern TOKEN = Pattern.compile("([cr]) ?(\\d{1,2})");

  private final Words words = Words.shipped();

  /** Reads one text. */
  public Meaning read(String body) {
    String text = Normal.of(body);
    if (words.in("crisis", text).isPresent()) {
      return Meaning.of(Kind.CRISIS);
    }
    String bare = words.bare(text);
    return optOut(text, bare).or(() -> command(bare)).orElseGet(() -> rest(text, bare));
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
    boolean negated = words.in("not", text).isPresent();
    Optional<String> free = words.in("stop", text);
    if (free.isPresent() && !negated) {
      return Optional.of(new Meaning(Kind.STOP, free.get(), null));
    }
    Optional<String> word = words.in("stop-word", text);
    if (free.isEmpty() && word.isEmpty()) {
      return Optional.empty();
    }
    boolean aboutMessages =
        free.isPresent()
            || words.in("message-word", text).isPresent()
            || bare.startsWith(word.get() + " ")
            || bare.split(" ").length <= SHORT;
    return aboutMessages
        ? Optional.of(new Meaning(Kind.UNCLEAR_STOP, word.or(() -> free).get(), null))
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

  private Meaning rest(String text, String bare) {
    if (words.in("cancel-visit", text).isPresent()) {
      return Meaning.of(Kind.CANCEL_VISIT);
    }
    if (words.in("reschedule", text).isPresent()) {
      return Meaning.of(Kind.RESCHEDULE);
    }
    return bare.isEmpty() && !text.isEmpty() ? Meaning.of(Kind.COURTESY) : Meaning.of(Kind.OTHER);
  }
}

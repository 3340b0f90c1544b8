package org.rapport.server.console.why;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rapport.server.console.CodeNames;
import org.rapport.server.console.Times;
import org.rapport.server.console.Words;
import org.rapport.terminology.Channel;
import org.rapport.terminology.Coded;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;

/**
 * What a rule found, in the words of a language. Decisions are kept as the gate wrote them, in
 * English sentences with values between: which sentence it is says the key of its words, and
 * moments and codes are told as everywhere. Pure.
 */
public final class RuleWords {
  private static final Pattern UNTIL = Pattern.compile("(.*), until (\\S+)");
  private static final Pattern REFUSED = Pattern.compile("([a-z-]+): (.*)", Pattern.DOTALL);
  private static final String WHOSE =
      "( of the patient's alone, as nobody else is told,"
          + "| of who acts for the patient, who is not of age,)?";
  private static final String HOURS =
      "the hours in (\\S+), (\\S+?)(?:; quiet by the patient's own word"
          + " \\(a Consent of category quiet-hours\\): ([0-9:, -]+?))?";
  private static final String LENGTH = "(\\d+) (septets|UCS-2 units), (\\d+)";

  /** A sentence of the gate, and the key of its words below {@code detail.}. */
  private record Sentence(String key, Pattern pattern) {}

  private static final List<Sentence> SENTENCES = new ArrayList<>();

  static {
    is("asked.not", "there is no address to ask about");
    is("planned.yes", "the request is active");
    is("planned.no", "the request is (\\S+)");
    is("patient.yes", "there is somebody to write to");
    is("patient.no", "the patient is inactive, deceased, merged away or deleted");
    is("visit.none", "it was planned for no visit");
    is("visit.moved", "it was planned for another start");
    is("visit.begun", "nothing about a visit goes out once it has begun");
    is("visit.yes", "the visit is booked, at the start it was planned for");
    is("visit.no", "the visit is (\\S+)");
    is("due.no", "it is not due yet");
    is("due.yes", "it is due since (\\S+)");
    is("useful.always", "it has no end");
    is("useful.yes", "it is useful until (\\S+)");
    is("useful.no", "it was useful until (\\S+)");
    is("crisis.yes", "a crisis waits for a person");
    is("crisis.no", "no crisis of the patient waits for a person");
    is("address.yes", "there is a usable address" + WHOSE + "(?: for (\\S+))?");
    is("address.no", "there is no address" + WHOSE + " that may be used");
    is("consent.demanded", "(\\S+) is demanded, on (\\S+)");
    is("consent.yes", "(\\S+) is permitted on (\\S+)");
    is("consent.no", "(\\S+) is permitted on no channel that there is an address for");
    is(
        "register.said",
        "the register said (\\S+) at (\\S+), asked about the time since (\\S+)(?:, reference (.*))?");
    is(
        "register.old",
        "no answer of the register that is recent enough; (\\S+) does not wait for one");
    is("register.asked", "the register is being asked about the number");
    is("sender.yes", "the sender is registered for it, or law demands it");
    is("sender.no", "the sender is not registered for (\\S+)");
    is("signed.none", "none is needed");
    is("signed.yes", "the patient has signed for it");
    is(
        "signed.no",
        "it is paid for or touches a sensitive service, and the patient has not signed for that");
    is("hours.fresh", "it answers what the patient has just done");
    is("hours.inside", "inside " + HOURS);
    is("hours.over", "outside " + HOURS + ", and not useful any more when they open");
    is("hours.outside", "outside " + HOURS);
    is("cap.uncounted", "answers and confirmations are not counted");
    is("cap.room", "there is room under every cap");
    is("cap.full", "(\\d+) went out, or room is kept for what matters more");
    is("text.none", "there is no text for (\\S+) that may go");
    is("text.word", "it has a word of the sensitive list (\\S+)");
    is("text.link", "it links to a host that is not allowed, or not by https");
    is("text.prompt", "it asks for a reply with a word that opts out");
    is("text.long", "it is too long: " + LENGTH + " parts, at most (\\d+)");
    is(
        "text.said",
        "a text in (\\S+?)(?:, "
            + LENGTH
            + " parts?)?(?:; no notice that (\\S+) is not encrypted is documented, (and staff wrote the words|so it does not tell the place and the way))?");
    is("same.before", "(\\d+) equal bodies went before");
  }

  private final Words words;
  private final CodeNames names;
  private final Times times;

  /** In a language, at the clinic. */
  public RuleWords(Words words, CodeNames names, Times times) {
    this.words = words;
    this.names = names;
    this.times = times;
  }

  private static void is(String key, String sentence) {
    SENTENCES.add(new Sentence("detail." + key, Pattern.compile(sentence)));
  }

  /** What it found; empty where it is no sentence that there are words for. */
  public Optional<String> say(String detail) {
    String rest = detail;
    String before = "";
    String after = "";
    Matcher refused = REFUSED.matcher(rest);
    if (refused.matches()) {
      Optional<NotDoneReason> reason = Coded.find(NotDoneReason.values(), refused.group(1));
      if (reason.isPresent()) {
        before = names.of(reason.get(), language()) + words.say("detail.colon");
        rest = refused.group(2);
      }
    }
    Matcher until = UNTIL.matcher(rest);
    if (until.matches() && instant(until.group(2)).isPresent()) {
      after = words.say("detail.until", value(until.group(2)));
      rest = until.group(1);
    }
    for (Sentence one : SENTENCES) {
      Matcher found = one.pattern().matcher(rest);
      if (found.matches()) {
        return Optional.of(before + sentence(one.key(), found) + after);
      }
    }
    return Optional.empty();
  }

  private String sentence(String key, Matcher found) {
    Object[] values = new Object[found.groupCount()];
    for (int i = 0; i < values.length; i++) {
      String value = found.group(i + 1);
      values[i] = value == null ? "" : value(value.strip());
    }
    return switch (key) {
      case "detail.address.yes" ->
          words.say(key) + whose(found) + (found.group(2) == null ? "" : " · " + values[1]);
      case "detail.address.no" -> words.say(key) + whose(found);
      case "detail.hours.inside", "detail.hours.outside", "detail.hours.over" ->
          words.say(key, values)
              + (found.group(3) == null ? "" : words.say("detail.hours.own", values[2]));
      case "detail.register.said" ->
          words.say(key, values)
              + (found.group(4) == null ? "" : words.say("detail.register.by", values[3]));
      case "detail.text.said" -> text(key, found, values);
      default -> words.say(key, values);
    };
  }

  private String text(String key, Matcher found, Object[] values) {
    String parts =
        found.group(2) == null
            ? ""
            : words.say(
                // One letter that the alphabet of texts has not halves what fits into a part.
                found.group(3).startsWith("UCS") ? "detail.text.wide" : "detail.text.length",
                Long.valueOf(found.group(2)),
                Long.valueOf(found.group(4)));
    String notice =
        found.group(5) == null
            ? ""
            : words.say(
                found.group(6).startsWith("and") ? "detail.text.open" : "detail.text.short",
                values[4]);
    return words.say(key, values[0]) + parts + notice;
  }

  private String whose(Matcher found) {
    String whose = found.group(1);
    return whose == null
        ? ""
        : words.say(whose.contains("alone") ? "detail.address.alone" : "detail.address.acting");
  }

  // A moment, a code of ours, a status of FHIR's; else as it is.
  private String value(String value) {
    Optional<Instant> instant = instant(value);
    if (instant.isPresent()) {
      return times.full(instant.get());
    }
    for (Coded[] codes : List.<Coded[]>of(Channel.values(), OutreachPurpose.values())) {
      for (Coded code : codes) {
        if (code.code().equals(value)) {
          return names.of(code, language());
        }
      }
    }
    for (String kind : List.of("visit.status.", "request.status.", "language.")) {
      if (words.has(kind + value)) {
        return words.say(kind + value);
      }
    }
    return value;
  }

  private String language() {
    return words.locale().getLanguage();
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException none) {
      return Optional.empty();
    }
  }
}

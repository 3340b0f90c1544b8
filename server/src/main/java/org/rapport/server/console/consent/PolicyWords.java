package org.rapport.server.console.consent;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.rapport.server.console.Words;

/**
 * What a row of the policy says, in the words of a language. {@code $policy} tells it in English
 * with codes between; a sentence that there are no words for stays as it is. Pure.
 */
final class PolicyWords {
  private static final Pattern BASIS =
      Pattern.compile("([a-z-]+)(?: for (P\\w+))?(?:, confirmed on (.+))?");
  private static final Pattern CAP = Pattern.compile("at most (\\d+) (?:in (PT\\w+)|a day.*)");
  private static final Pattern MINOR = Pattern.compile("\\D+(\\d+)\\D+(\\d+)");
  private static final Pattern REGISTER = Pattern.compile(".* (PT\\w+)");
  private static final Pattern SENDER = Pattern.compile("registered: (.*)");
  private static final Pattern DAY = Pattern.compile("(\\w{3}) (?:(\\S+)-(\\S+)|closed)");

  private final Words words;
  private final UnaryOperator<String> channels;

  /**
   * In a language.
   *
   * @param channels what a channel is called, by its code
   */
  PolicyWords(Words words, UnaryOperator<String> channels) {
    this.words = words;
    this.channels = channels;
  }

  /** What a rule of a kind says. */
  String say(String kind, String rule) {
    return switch (kind) {
      case "basis" -> basis(rule);
      case "hours" -> hours(rule);
      case "cap" -> cap(rule);
      case "minor" -> told(MINOR.matcher(rule), "policy.minor", rule);
      case "sender" -> told(SENDER.matcher(rule), "policy.sender", rule);
      case "register" -> {
        Matcher found = REGISTER.matcher(rule);
        yield found.matches() ? words.say("policy.register", span(found.group(1))) : rule;
      }
      case "revocation" ->
          words.say(rule.startsWith("an ") ? "policy.revocation.all" : "policy.revocation.first");
      default -> words.or("policy.rule." + kind, rule);
    };
  }

  private String told(Matcher found, String key, String rule) {
    if (!found.matches()) {
      return rule;
    }
    Object[] values = new Object[found.groupCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = found.group(i + 1);
    }
    return words.say(key, values);
  }

  private String basis(String rule) {
    Matcher found = BASIS.matcher(rule);
    if (!found.matches()) {
      return rule;
    }
    String said = words.or("policy.basis." + found.group(1), found.group(1));
    if (found.group(2) != null) {
      said = words.say("policy.lasts", said, Period.parse(found.group(2)).toTotalMonths());
    }
    return found.group(3) == null
        ? said
        : words.say(
            "policy.confirmed",
            said,
            Arrays.stream(found.group(3).split(", "))
                .map(channels)
                .collect(Collectors.joining(", ")));
  }

  private String cap(String rule) {
    Matcher found = CAP.matcher(rule);
    if (!found.matches()) {
      return rule;
    }
    return found.group(2) == null
        ? words.say("policy.cap.day", found.group(1))
        : words.say("policy.cap.span", found.group(1), span(found.group(2)));
  }

  // A day that rolls is 24 hours: a day alone would be one of the calendar.
  private String span(String iso) {
    long hours = Duration.parse(iso).toHours();
    return hours > 24 && hours % 24 == 0
        ? words.say("policy.days", hours / 24)
        : words.say("policy.hours", hours);
  }

  /** Days that follow each other with the same hours are one. */
  private String hours(String rule) {
    List<String> said = new ArrayList<>();
    List<String> days = Arrays.asList(rule.split(", "));
    int first = 0;
    for (int day = 1; day <= days.size(); day++) {
      if (day == days.size() || !window(days.get(day)).equals(window(days.get(first)))) {
        String named =
            first == 0 && day == days.size()
                ? words.say("policy.daily")
                : day == first + 1 ? day(first) : day(first) + "–" + day(day - 1);
        said.add(named + " " + window(days.get(first)));
        first = day;
      }
    }
    return String.join(", ", said);
  }

  private String day(int nth) {
    return DayOfWeek.of(nth + 1).getDisplayName(TextStyle.SHORT, locale());
  }

  private String window(String day) {
    Matcher found = DAY.matcher(day);
    if (!found.matches()) {
      return day;
    }
    return found.group(2) == null
        ? words.say("policy.closed")
        : time(found.group(2)) + "–" + time(found.group(3));
  }

  private String time(String iso) {
    return DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
        .withLocale(locale())
        .format(LocalTime.parse(iso));
  }

  private Locale locale() {
    return words.locale();
  }
}

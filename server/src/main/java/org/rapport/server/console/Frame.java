package org.rapport.server.console;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is around each page: who is at it, where else they may go, the words of their language, the
 * clinic's time. What a template asks it for is written here once.
 *
 * @param path of the page, without what is asked of it
 * @param query what is asked of it, as it stands in the address; empty: nothing
 * @param notice what was just done; null: nothing
 * @param undo where what was just done is undone; null: nowhere
 * @param now the application's clock
 * @param simulated whether that clock is ours to move
 * @param fragment whether only the inside is wanted, as the page is there
 */
public record Frame(
    ConsoleUser user,
    Words words,
    CodeNames names,
    Brand brand,
    Assets.Names assets,
    String title,
    String path,
    String query,
    List<Navigation.Place> navigation,
    List<Option> places,
    String place,
    String csrf,
    String notice,
    Undo undo,
    ZoneId zone,
    Instant now,
    boolean simulated,
    boolean fragment) {

  /** How the clinic is called, and looks. */
  public record Brand(String clinic, String phone) {}

  /** One of several. */
  public record Option(String value, String label) {}

  /** A form that undoes. */
  public record Undo(String action, List<Option> fields) {}

  /** What is asked of the page, name by name. */
  public List<Option> asked() {
    List<Option> asked = new ArrayList<>();
    for (String one : query.isEmpty() ? new String[0] : query.split("&")) {
      int at = one.indexOf('=');
      asked.add(new Option(decoded(one.substring(0, at)), decoded(one.substring(at + 1))));
    }
    return asked;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Words of a key. */
  public String t(String key, Object... values) {
    return words.say(key, values);
  }

  /** BCP 47. */
  public String lang() {
    return words.locale().getLanguage();
  }

  private Locale locale() {
    return words.locale();
  }

  /** Day and time at the clinic, the day left out where it is today. */
  public String when(Instant instant) {
    if (instant == null) {
      return "";
    }
    ZonedDateTime at = instant.atZone(zone);
    return at.toLocalDate().equals(now.atZone(zone).toLocalDate()) ? time(instant) : full(instant);
  }

  /** Time of day at the clinic. */
  public String time(Instant instant) {
    return instant == null
        ? ""
        : DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
            .withLocale(locale())
            .format(instant.atZone(zone));
  }

  /** Day and time at the clinic. */
  public String full(Instant instant) {
    return instant == null ? "" : day(instant) + " " + time(instant);
  }

  /** Weekday and day at the clinic, the year where it is another one. */
  public String day(Instant instant) {
    if (instant == null) {
      return "";
    }
    ZonedDateTime at = instant.atZone(zone);
    String pattern = at.getYear() == now.atZone(zone).getYear() ? "EEE d MMM" : "EEE d MMM yyyy";
    return DateTimeFormatter.ofPattern(pattern, locale()).format(at);
  }

  /** For a machine that reads the page. */
  public String iso(Instant instant) {
    return instant == null ? "" : DateTimeFormatter.ISO_INSTANT.format(instant);
  }

  /** How long it is until then, or since: "12 min", "3 h", "2 d". */
  public String span(Instant instant) {
    long minutes = Math.abs(Duration.between(now, instant).toMinutes());
    if (minutes < 120) {
      return t("span.minutes", minutes);
    }
    return minutes < 48 * 60 ? t("span.hours", minutes / 60) : t("span.days", minutes / 1440);
  }

  /** The name of a place that may be chosen; empty: unknown. */
  public String placeName(String id) {
    return places.stream()
        .filter(one -> one.value().equals(id))
        .map(Option::label)
        .findFirst()
        .orElse("");
  }
}

package org.rapport.server.console;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * What is around each page: who is at it, where else they may go, the words of their language, the
 * clinic's time. What a template asks it for is written here once.
 *
 * @param path of the page, without what is asked of it
 * @param query what is asked of it, as it stands in the address; empty: nothing
 * @param notice what was just done; null: nothing
 * @param undo where what was just done is undone; null: nowhere
 * @param simulated whether that clock is ours to move
 */
public record Frame(
    ConsoleUser user,
    Words words,
    CodeNames names,
    String clinic,
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
    Times times,
    boolean simulated) {

  /** One of several. */
  public record Option(String value, String label) {}

  /** A form that undoes. */
  public record Undo(String action, List<Option> fields) {}

  /** Whether the menu is long enough to be read by groups. */
  public boolean grouped() {
    return Navigation.isGrouped(navigation);
  }

  /** Where the page as it is now is given a name. */
  public String keeps() {
    return Query.of("/console/views")
        .with(
            "of",
            path.equals("/console/views") ? null : query.isEmpty() ? path : path + "?" + query)
        .toString();
  }

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

  /** Day and time at the clinic, the day left out where it is today. */
  public String when(Instant instant) {
    return times.when(instant);
  }

  /** Time of day at the clinic. */
  public String time(Instant instant) {
    return times.time(instant);
  }

  /** Day and time at the clinic. */
  public String full(Instant instant) {
    return times.full(instant);
  }

  /** For a machine that reads the page. */
  public String iso(Instant instant) {
    return times.iso(instant);
  }

  /** How long it is until then, or since. */
  public String span(Instant instant) {
    return times.span(instant);
  }

  /** The clinic's. */
  public ZoneId zone() {
    return times.zone();
  }

  /** The application's clock. */
  public Instant now() {
    return times.now();
  }
}

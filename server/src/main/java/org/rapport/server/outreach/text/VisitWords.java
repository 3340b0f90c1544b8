package org.rapport.server.outreach.text;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.server.words.Languages;
import org.rapport.time.CivilTime;

/**
 * Dates and times of a visit in words. They are the local time of its place; where the patient's
 * clock shows another, or where it is not certain which clock is meant, the place is named. Pure.
 */
public final class VisitWords {
  private record Style(Locale locale, String date, String time, String label) {}

  private static final Style ENGLISH =
      new Style(Locale.forLanguageTag("en-CA"), "EEEE, MMMM d", "h:mm a", "%s time");
  private static final Map<String, Style> STYLES =
      Map.of(
          "fr", new Style(Locale.FRENCH, "EEEE d MMMM", "H 'h' mm", "heure de %s"),
          "es", new Style(Locale.forLanguageTag("es"), "EEEE d 'de' MMMM", "H:mm", "hora de %s"));

  private VisitWords() {}

  /** The placeholders about time, for a language's base tag. */
  public static Map<String, String> of(
      Instant start, ZoneId clinic, ZoneId patient, String language, CivilTime time) {
    return of(start, new VisitZone(clinic, true), patient, language, time);
  }

  /** The same, where it may not be certain whose clock the time is of. */
  public static Map<String, String> of(
      Instant start, VisitZone visit, ZoneId patient, String language, CivilTime time) {
    ZoneId clinic = visit.zone();
    String base = Languages.base(language);
    Style style = STYLES.getOrDefault(base, ENGLISH);
    LocalDateTime local = time.local(start, clinic);
    Map<String, String> words = new HashMap<>();
    words.put("visitDate", DateTimeFormatter.ofPattern(style.date(), style.locale()).format(local));
    words.put("visitTime", DateTimeFormatter.ofPattern(style.time(), Locale.US).format(local));
    boolean elsewhere =
        !visit.certain() || !time.offset(start, clinic).equals(time.offset(start, patient));
    words.put("zoneLabel", elsewhere ? label(start, clinic, style, time) : null);
    return words;
  }

  private static String label(Instant start, ZoneId zone, Style style, CivilTime time) {
    if (!VisitZone.isOffset(zone)) {
      return style.label().formatted(place(zone));
    }
    String offset = time.offset(start, zone).getId().replace("Z", "");
    // Whole hours as people write them: UTC-7.
    return "UTC" + offset.replaceAll("([+-])0?(\\d+):00.*", "$1$2");
  }

  private static String place(ZoneId zone) {
    String id = zone.getId();
    return id.substring(id.lastIndexOf('/') + 1).replace('_', ' ');
  }
}

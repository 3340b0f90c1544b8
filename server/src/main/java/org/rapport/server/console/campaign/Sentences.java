package org.rapport.server.console.campaign;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Query;
import org.rapport.terminology.LeadStage;

/**
 * What a segment's searches mean, as people say it; and the search that people mean by what they
 * choose. A search that says more than the sentences know has none.
 */
final class Sentences {
  /** What may be chosen, and the search that it begins. */
  private static final Map<String, String> KINDS =
      Map.of(
          "language", "Patient",
          "booked", "Appointment?status=booked",
          "fulfilled", "Appointment?status=fulfilled",
          "noshow", "Appointment?status=noshow",
          "waitlist", "Appointment?status=waitlist",
          "lead", "Task?code=lead");

  private static final List<String> ORDER =
      List.of("language", "booked", "fulfilled", "noshow", "waitlist", "lead");

  /** What an Appointment may be asked for by, besides what begins it. */
  private static final Set<String> PARTS = Set.of("location", "date", "authored-on");

  private final Desk desk;

  Sentences(Desk desk) {
    this.desk = desk;
  }

  /** What may be chosen. */
  List<Frame.Option> kinds() {
    return ORDER.stream()
        .map(kind -> new Frame.Option(kind, desk.words().say("segment.kind." + kind)))
        .toList();
  }

  /** Languages that messages are written in. */
  List<Frame.Option> languages() {
    return List.of("en", "fr", "es").stream()
        .map(one -> new Frame.Option(one, language(one)))
        .toList();
  }

  /** The search that a form's choice is; null: nothing was chosen. */
  String chosen() {
    String kind = desk.asked("kind", "");
    if (!KINDS.containsKey(kind)) {
      return null;
    }
    if (kind.equals("language")) {
      return "Patient?language=" + desk.asked("language", "en");
    }
    boolean lead = kind.equals("lead");
    String place = desk.asked("at");
    LocalDate since = desk.day("since");
    String more =
        Query.of("")
            .with("location", place == null ? null : "Location/" + place)
            .with(lead ? "authored-on" : "date", since == null ? null : "ge" + since)
            .toString();
    return KINDS.get(kind) + more.replace('?', '&').replace("%2F", "/");
  }

  /** The sentence of a search. */
  Optional<String> of(String filter) {
    String[] parts = filter.split("\\?", 2);
    Map<String, String> asked = new TreeMap<>();
    if (parts.length > 1) {
      for (String pair : parts[1].split("&")) {
        String[] both = pair.split("=", 2);
        if (asked.put(both[0], both.length < 2 ? "" : decoded(both[1])) != null) {
          return Optional.empty();
        }
      }
    }
    return switch (parts[0]) {
      case "Patient" -> patients(asked);
      case "Appointment" -> visits(asked);
      case "Task" -> inquiries(asked);
      default -> Optional.empty();
    };
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException written) {
      return text;
    }
  }

  private Optional<String> patients(Map<String, String> asked) {
    List<String> said = new ArrayList<>();
    for (Map.Entry<String, String> one : asked.entrySet()) {
      switch (one.getKey()) {
        case "language" -> said.add(say("segment.says.language", language(one.getValue())));
        case "active" -> {
          if (!one.getValue().equals("true")) {
            return Optional.empty();
          }
          said.add(say("segment.says.active"));
        }
        default -> {
          return Optional.empty();
        }
      }
    }
    return said.isEmpty() ? Optional.of(say("segment.says.all")) : joined(said);
  }

  private Optional<String> visits(Map<String, String> asked) {
    String status = asked.remove("status");
    String key = "segment.says." + status;
    if (status == null || !desk.words().has(key)) {
      return Optional.empty();
    }
    return parts(say(key), asked);
  }

  private Optional<String> inquiries(Map<String, String> asked) {
    String code = asked.remove("code");
    String stage = asked.remove("business-status");
    if (code == null || !code.matches("(.*\\|)?lead")) {
      return Optional.empty();
    }
    Optional<LeadStage> known =
        stage == null
            ? Optional.empty()
            : LeadStage.fromCode(stage.substring(stage.indexOf('|') + 1));
    if (stage != null && known.isEmpty()) {
      return Optional.empty();
    }
    return parts(
        known
            .map(one -> say("segment.says.stage", desk.name(one)))
            .orElseGet(() -> say("segment.says.lead")),
        asked);
  }

  private Optional<String> parts(String first, Map<String, String> asked) {
    if (!PARTS.containsAll(asked.keySet())) {
      return Optional.empty();
    }
    List<String> said = new ArrayList<>(List.of(first));
    for (Map.Entry<String, String> one : asked.entrySet()) {
      if (one.getKey().equals("location")) {
        String id = one.getValue().replaceFirst("^Location/", "");
        said.add(say("segment.says.at", desk.placeName(id, id)));
      } else {
        Optional<String> since = since(one.getValue());
        if (since.isEmpty()) {
          return Optional.empty();
        }
        said.add(since.get());
      }
    }
    return joined(said);
  }

  private Optional<String> since(String value) {
    String day = value.replaceFirst("^(ge|lt)", "");
    try {
      String said =
          DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
              .withLocale(desk.words().locale())
              .format(LocalDate.parse(day));
      return value.startsWith("ge")
          ? Optional.of(say("segment.says.since", said))
          : value.startsWith("lt")
              ? Optional.of(say("segment.says.before", said))
              : Optional.empty();
    } catch (DateTimeParseException another) {
      return Optional.empty();
    }
  }

  private static Optional<String> joined(List<String> said) {
    return Optional.of(String.join(", ", said));
  }

  private String language(String code) {
    return Locale.forLanguageTag(code).getDisplayLanguage(desk.words().locale());
  }

  private String say(String key, Object... values) {
    return desk.words().say(key, values);
  }
}

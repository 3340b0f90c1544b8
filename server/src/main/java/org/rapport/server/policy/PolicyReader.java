package org.rapport.server.policy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.rapport.routes.start.YamlLines;
import org.rapport.server.policy.PolicyRow.Basis;
import org.rapport.server.policy.PolicyRow.Cap;
import org.rapport.server.policy.PolicyRow.Minor;
import org.rapport.server.policy.PolicyRow.Register;
import org.rapport.server.policy.PolicyRow.Revocation;
import org.rapport.server.policy.PolicyRow.Window;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads rows from YAML: a list of maps, each with {@code id, jurisdiction, purposes, citation} and
 * one of {@code hours, cap, basis, revocation, authorization, sender, register, notice}, or without
 * purposes and with {@code minor}. An unknown word is an error, so that a slip of the pen is not a
 * rule that silently does not hold.
 */
public final class PolicyReader {
  private static final Set<String> WORDS =
      Set.of(
          "id",
          "jurisdiction",
          "purposes",
          "channels",
          "from",
          "to",
          "citation",
          "verified",
          "hours",
          "cap",
          "basis",
          "revocation",
          "authorization",
          "sender",
          "minor",
          "register",
          "notice");

  private static final List<String> SUBJECTS =
      List.of(
          "hours",
          "cap",
          "basis",
          "revocation",
          "authorization",
          "sender",
          "minor",
          "register",
          "notice");

  /** Nobody comes of age later. */
  private static final int OLDEST_MINOR = 25;

  /** The first day on which 47 CFR 64.1200(a)(10) has a STOP reach everything (R04). */
  private static final LocalDate REVOKES_ALL = LocalDate.of(2027, 1, 31);

  private final Set<String> purposes;
  private final Set<String> channels;

  /** Takes the codes that rows may name. */
  public PolicyReader(Set<String> purposes, Set<String> channels) {
    this.purposes = purposes;
    this.channels = channels;
  }

  /**
   * Reads a file.
   *
   * @param name said in errors
   * @throws IllegalArgumentException naming the row and what is wrong with it
   */
  public List<PolicyRow> read(String name, Reader yaml) {
    String text;
    Object root;
    try {
      StringWriter whole = new StringWriter();
      yaml.transferTo(whole);
      text = whole.toString();
      root = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    } catch (YAMLException e) {
      throw new IllegalArgumentException(
          name
              + YamlLines.of(e).map(line -> ":" + line).orElse("")
              + ": should be YAML: "
              + YamlLines.problem(e),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!(root instanceof List<?> list)) {
      throw new IllegalArgumentException(name + " should be a list of rules");
    }
    List<PolicyRow> rows = new ArrayList<>();
    for (Object item : list) {
      if (!(item instanceof Map<?, ?> map)) {
        throw new IllegalArgumentException(name + " should be a list of rules");
      }
      int line = YamlLines.of(text, List.of(rows.size()));
      String where = name + ":" + line + ": rule " + map.get("id");
      try {
        rows.add(row(map));
      } catch (IllegalArgumentException | DateTimeException e) {
        throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
      }
    }
    return rows;
  }

  private PolicyRow row(Map<?, ?> map) {
    map.keySet().stream()
        .filter(key -> !WORDS.contains(String.valueOf(key)))
        .findFirst()
        .ifPresent(
            key -> {
              throw new IllegalArgumentException("does not know " + key);
            });
    if (SUBJECTS.stream().filter(subject -> map.get(subject) != null).count() != 1) {
      throw new IllegalArgumentException("should have one of " + String.join(", ", SUBJECTS));
    }
    return new PolicyRow(
        text(map, "id"),
        text(map, "jurisdiction"),
        map.get("minor") == null ? codes(map, "purposes", purposes) : everyPurpose(map),
        map.get("channels") == null ? Set.of() : codes(map, "channels", channels),
        date(map, "from"),
        date(map, "to"),
        text(map, "citation"),
        Boolean.TRUE.equals(map.get("verified")),
        map.get("hours") == null ? null : hours(map.get("hours")),
        map.get("cap") == null ? null : cap(map.get("cap")),
        map.get("basis") == null ? null : basis(map.get("basis")),
        map.get("revocation") == null ? null : revocation(map),
        map.get("authorization") != null && authorization(map.get("authorization")),
        map.get("sender") == null ? null : text(map, "sender").strip(),
        map.get("minor") == null ? null : minor(map.get("minor")),
        map.get("register") == null ? null : register(map.get("register")),
        map.get("notice") != null && notice(map.get("notice")));
  }

  // Who is of age does not depend on what they are written about.
  private Set<String> everyPurpose(Map<?, ?> map) {
    if (map.get("purposes") != null || map.get("channels") != null) {
      throw new IllegalArgumentException(
          "minor is about people: it should have no purposes and no channels");
    }
    return purposes;
  }

  private static Minor minor(Object value) {
    if (value instanceof Map<?, ?> map
        && map.keySet().equals(Set.of("until", "confidentialFrom"))
        && map.get("until") instanceof Integer until
        && map.get("confidentialFrom") instanceof Integer confidentialFrom
        && 0 < until
        && until <= OLDEST_MINOR
        && 0 <= confidentialFrom
        && confidentialFrom <= until) {
      return new Minor(until, confidentialFrom);
    }
    throw new IllegalArgumentException(
        "minor should have two ages in years, such as {until: 18, confidentialFrom: 12}: until of at"
            + " most "
            + OLDEST_MINOR
            + ", and confidentialFrom not above it");
  }

  private static String text(Map<?, ?> map, String key) {
    if (map.get(key) == null || map.get(key).toString().isBlank()) {
      throw new IllegalArgumentException("should have " + key);
    }
    return map.get(key).toString();
  }

  private static LocalDate date(Map<?, ?> map, String key) {
    Object value = map.get(key);
    // YAML reads what looks like a date as one, at midnight in UTC.
    return value instanceof Date date
        ? date.toInstant().atZone(ZoneOffset.UTC).toLocalDate()
        : value == null ? null : LocalDate.parse(value.toString());
  }

  private static Set<String> codes(Map<?, ?> map, String key, Set<String> known) {
    if (!(map.get(key) instanceof Collection<?> values) || values.isEmpty()) {
      throw new IllegalArgumentException(key + " should be a list of codes");
    }
    Set<String> codes = new LinkedHashSet<>();
    for (Object value : values) {
      if (!known.contains(String.valueOf(value))) {
        throw new IllegalArgumentException(key + " does not know " + value);
      }
      codes.add(value.toString());
    }
    return codes;
  }

  // {"mon-fri": "09:00-18:00", "sat": "10:00-17:00"}
  private static Map<DayOfWeek, Window> hours(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("hours should be a map of days to hours");
    }
    Map<DayOfWeek, Window> hours = new EnumMap<>(DayOfWeek.class);
    map.forEach(
        (days, window) -> {
          String[] range = days.toString().split("-");
          String[] times = window.toString().split("-");
          if (times.length != 2) {
            throw new IllegalArgumentException("hours should be such as 09:00-18:00");
          }
          Window open = new Window(LocalTime.parse(times[0]), LocalTime.parse(times[1]));
          DayOfWeek day = day(range[0]);
          for (DayOfWeek last = day(range[range.length - 1]); ; day = day.plus(1)) {
            hours.put(day, open);
            if (day == last) {
              return;
            }
          }
        });
    return hours;
  }

  private static DayOfWeek day(String name) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (day.name().substring(0, 3).equals(name.trim().toUpperCase(Locale.ROOT))) {
        return day;
      }
    }
    throw new IllegalArgumentException("days should be such as mon or mon-fri");
  }

  private Basis basis(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("basis should be a map with a kind");
    }
    Basis.Kind kind =
        Arrays.stream(Basis.Kind.values())
            .filter(one -> one.code().equals(String.valueOf(map.get("kind"))))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("basis does not know its kind"));
    Period lasts = map.get("lasts") == null ? null : Period.parse(map.get("lasts").toString());
    boolean months = lasts != null && lasts.getDays() == 0 && lasts.toTotalMonths() > 0;
    if (kind.implied() != months || !kind.implied() && lasts != null) {
      throw new IllegalArgumentException(
          "basis should say for an implied one, and for no other, how many months it lasts");
    }
    Period ask = map.get("ask") == null ? null : Period.parse(map.get("ask").toString());
    if (ask != null && (!kind.implied() || ask.isNegative() || ask.isZero())) {
      throw new IllegalArgumentException(
          "basis may say of an implied one, and of no other, how long before its end to ask");
    }
    return new Basis(
        kind,
        lasts,
        map.get("confirmed") == null ? Set.of() : codes(map, "confirmed", channels),
        ask);
  }

  private static Revocation revocation(Map<?, ?> map) {
    Object value = map.get("revocation");
    if ("all".equals(value)) {
      return Revocation.ALL;
    }
    if (!"category".equals(value)) {
      throw new IllegalArgumentException("revocation should be all or category");
    }
    LocalDate to = date(map, "to");
    if (to == null || !to.isBefore(REVOKES_ALL)) {
      throw new IllegalArgumentException(
          "revocation may be category only until the day before " + REVOKES_ALL + ": give it a to");
    }
    return Revocation.CATEGORY;
  }

  private static boolean authorization(Object value) {
    if (!"paid-or-sensitive".equals(value)) {
      throw new IllegalArgumentException("authorization should be paid-or-sensitive");
    }
    return true;
  }

  private static Register register(Object value) {
    if (!(value instanceof Map<?, ?> map) || !map.keySet().equals(Set.of("within"))) {
      throw new IllegalArgumentException("register should be such as {within: P30D}");
    }
    Duration within = Duration.parse(String.valueOf(map.get("within")));
    if (within.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException("register should be asked again after days, not sooner");
    }
    return new Register(within);
  }

  private static boolean notice(Object value) {
    if (!"unencrypted".equals(value)) {
      throw new IllegalArgumentException("notice should be unencrypted");
    }
    return true;
  }

  private static Cap cap(Object value) {
    if (!(value instanceof Map<?, ?> map)
        || !(map.get("max") instanceof Integer max)
        || map.get("window") == null) {
      throw new IllegalArgumentException("cap should have max and window");
    }
    String given = map.get("window").toString();
    boolean calendarDay = "P1D".equals(given);
    Duration window = Duration.parse(given);
    if (max < 0
        || window.compareTo(Duration.ofHours(1)) < 0
        || window.compareTo(Cap.LONGEST_WINDOW) > 0) {
      throw new IllegalArgumentException("cap should have a window of hours, or of up to 31 days");
    }
    return new Cap(max, window, calendarDay);
  }
}

package org.rapport.routes.intake.siu;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.rapport.routes.intake.hl7.Hl7DateTime;
import org.rapport.routes.intake.hl7.Hl7Field;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * When a visit takes place, as far as one message tells.
 *
 * @param start the first candidate with a time of day
 * @param end after start; present whenever start is
 * @param zone zone to write both in: the offset sent, else the sender's zone
 * @param minutes how long it takes, only if a duration was sent
 * @param day ISO date when the message gives a date but no time of day
 * @param faultyField {@code SEG-n} of a start that could not be read, when no other was usable
 * @param several whether SCH-11 names further times that do not follow the first without a gap
 */
record VisitTimes(
    Optional<Instant> start,
    Optional<Instant> end,
    ZoneId zone,
    Optional<Integer> minutes,
    Optional<String> day,
    Optional<Place> faultyField,
    boolean several) {

  /** Where a value stood. */
  record Place(String segment, int field) {}

  private record Candidate(Place place, String text) {}

  private static final Duration DEFAULT_LENGTH = Duration.ofMinutes(30);
  private static final long LONGEST_MINUTES = Duration.ofDays(366).toMinutes();
  private static final int SHORTEST_DATE = 8;
  private static final int FEWEST_SECONDS = 600;

  /** Reads the times; never fails. */
  static VisitTimes read(Hl7Message message, SenderProfile sender) {
    ZoneId zone = sender.zone();
    Optional<String> day = Optional.empty();
    Optional<Place> faulty = Optional.empty();
    for (Candidate candidate : starts(message)) {
      Optional<Hl7DateTime> read = Hl7DateTime.parse(candidate.text());
      Optional<Instant> start = read.flatMap(t -> t.instant(zone));
      if (start.isPresent()) {
        return new VisitTimes(
            start,
            Optional.of(end(message, start.get(), zone)),
            read.get().zone(zone),
            sentDuration(message).map(VisitTimes::wholeMinutes),
            Optional.empty(),
            Optional.empty(),
            further(message, start.get(), zone));
      }
      if (read.isPresent()) {
        day = day.or(() -> read.map(Hl7DateTime::isoDate));
      } else {
        faulty = faulty.or(() -> Optional.of(candidate.place()));
      }
    }
    return new VisitTimes(
        Optional.empty(),
        Optional.empty(),
        zone,
        sentDuration(message).map(VisitTimes::wholeMinutes),
        day,
        day.isPresent() ? Optional.empty() : faulty,
        false);
  }

  private static List<Candidate> starts(Hl7Message message) {
    List<Candidate> candidates = new ArrayList<>();
    add(candidates, message, "TQ1", 7, 1);
    add(candidates, message, "SCH", 11, 4);
    add(candidates, message, "AIS", 4, 1);
    add(candidates, message, "AIL", 6, 1);
    add(candidates, message, "AIP", 6, 1);
    add(candidates, message, "AIG", 8, 1);
    parts(message).stream()
        .map(part -> part.component(1))
        // SCH-11.1 is a quantity by the standard; some senders put the start there.
        .filter(text -> text.length() >= SHORTEST_DATE && Hl7DateTime.parse(text).isPresent())
        .forEach(text -> candidates.add(new Candidate(new Place("SCH", 11), text)));
    return candidates;
  }

  private static void add(
      List<Candidate> candidates, Hl7Message message, String segment, int field, int component) {
    for (Hl7Segment each : message.all(segment)) {
      for (Hl7Field repetition : each.repetitions(field)) {
        String text = repetition.component(component);
        if (!text.isEmpty()) {
          candidates.add(new Candidate(new Place(segment, field), text));
        }
      }
    }
  }

  private static Instant end(Hl7Message message, Instant start, ZoneId zone) {
    Optional<Instant> given =
        message.all("TQ1").stream()
            .flatMap(tq1 -> tq1.repetitions(8).stream())
            .flatMap(field -> instant(field.component(1), zone).stream())
            .filter(end -> end.isAfter(start))
            .findFirst();
    return given
        .or(() -> endOfParts(message, start, zone))
        .orElseGet(
            () ->
                start.plus(
                    resourceDuration(message)
                        .or(() -> appointmentDuration(message))
                        .orElse(DEFAULT_LENGTH)));
  }

  /** SCH-11 may tell a visit in parts: what begins where the part before ends is one visit. */
  private static Optional<Instant> endOfParts(Hl7Message message, Instant start, ZoneId zone) {
    Optional<Instant> end = Optional.empty();
    for (Hl7Field part : parts(message)) {
      Optional<Instant> from = instant(part.component(4), zone);
      Optional<Instant> to = instant(part.component(5), zone).filter(t -> t.isAfter(start));
      if (end.isEmpty() || from.equals(end)) {
        end = to.isPresent() ? to : end;
      }
    }
    return end;
  }

  private static boolean further(Hl7Message message, Instant start, ZoneId zone) {
    Instant last = start;
    boolean further = false;
    for (Hl7Field part : parts(message)) {
      Optional<Instant> from = instant(part.component(4), zone);
      further |= from.isPresent() && !from.get().equals(start) && !from.get().equals(last);
      last = instant(part.component(5), zone).orElse(last);
    }
    return further && parts(message).size() > 1;
  }

  private static List<Hl7Field> parts(Hl7Message message) {
    return message.first("SCH").map(sch -> sch.repetitions(11)).orElse(List.of());
  }

  private static Optional<Instant> instant(String text, ZoneId zone) {
    return Hl7DateTime.parse(text).flatMap(t -> t.instant(zone));
  }

  private static Optional<Duration> sentDuration(Hl7Message message) {
    return appointmentDuration(message).or(() -> resourceDuration(message));
  }

  private static Optional<Duration> resourceDuration(Hl7Message message) {
    return message.first("AIS").flatMap(ais -> duration(ais.value(7), ais.field(8)));
  }

  private static Optional<Duration> appointmentDuration(Hl7Message message) {
    return message.first("SCH").flatMap(sch -> duration(sch.value(9), sch.field(10)));
  }

  private static Optional<Duration> duration(String number, Hl7Field units) {
    Optional<Long> seconds =
        units.isValued()
            ? Stream.of(units.component(1), units.component(2))
                .filter(unit -> !unit.isEmpty())
                .flatMap(unit -> secondsPer(unit).stream())
                .findFirst()
            : Optional.of(perUnnamedUnit(number));
    if (number.isEmpty() || seconds.isEmpty() || number.length() > 9) {
      return Optional.empty();
    }
    try {
      long total = new BigDecimal(number).multiply(BigDecimal.valueOf(seconds.get())).longValue();
      return Optional.of(Duration.ofSeconds(total))
          .filter(d -> d.toSeconds() > 0 && d.toMinutes() <= LONGEST_MINUTES)
          // Without a unit, nobody knows what a number of this size counts.
          .filter(d -> units.isValued() || d.toDays() < 1);
    } catch (NumberFormatException notNumeric) {
      return Optional.empty();
    }
  }

  /**
   * Seconds in a unit that is not named. Minutes, as everybody sends; but hardly any visit takes
   * ten hours, and 1800 is half an hour in seconds.
   */
  private static long perUnnamedUnit(String number) {
    boolean seconds =
        number.matches("\\d{3,6}")
            && Integer.parseInt(number) >= FEWEST_SECONDS
            && Integer.parseInt(number) % 60 == 0;
    return seconds ? 1 : 60;
  }

  private static Optional<Long> secondsPer(String unit) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "m", "min", "mins", "minute", "minutes" -> Optional.of(60L);
      case "h", "hr", "hrs", "hour", "hours" -> Optional.of(3600L);
      case "s", "sec", "secs", "second", "seconds" -> Optional.of(1L);
      case "d", "day", "days" -> Optional.of(86_400L);
      default -> Optional.empty();
    };
  }

  private static int wholeMinutes(Duration duration) {
    // minutesDuration is a positiveInt.
    return (int) Math.max(1, duration.toMinutes());
  }
}

package org.rapport.server.console.measure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupComponent;
import org.hl7.fhir.r4.model.MeasureReport.StratifierGroupComponent;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.Query;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The measures: a tile each, and one of them over twelve weeks, with its table beside the line. */
@RestController
public class MeasuresPage {
  static final List<String> MEASURES =
      List.of(
          "time-to-acknowledgement",
          "time-to-first-response",
          "inquiry-to-booked",
          "days-to-visit",
          "no-show-rate",
          "call-abandonment",
          "satisfaction",
          "stuck-leads",
          "staff-overrides",
          "step-drop-off",
          "opt-out-rate",
          "delivery-rate");
  private static final String WEEK = "week";
  private static final int WEEKS = 12;
  static final int DAYS = 30;

  /**
   * One measure.
   *
   * @param strata by place and so on, of the whole time
   */
  public record Detail(
      String id, String name, LineChart chart, List<Week> weeks, List<Stratum> strata) {}

  /**
   * A week.
   *
   * @param monday its first day, as the file has it
   * @param people where those whom it counts are listed; null: nowhere
   */
  public record Week(String monday, String label, String figure, String counts, String people) {}

  /**
   * A part.
   *
   * @param people where those whom it counts are listed; null: nowhere
   */
  public record Stratum(String by, String name, String figure, String counts, String people) {}

  @GetMapping("/console/measures")
  ResponseEntity<String> tiles(Desk desk) {
    LocalDate today = desk.today();
    List<String> asked = new ArrayList<>();
    asked.add(evaluate(desk, MEASURES, today.minusDays(DAYS), today, null));
    asked.add(
        evaluate(desk, MEASURES, today.minusDays(2 * DAYS + 1), today.minusDays(DAYS + 1), null));
    // Each is a call of its own where Bundles are refused: a measure's page has its line.
    if (!desk.user().limited()) {
      asked.add(evaluate(desk, MEASURES, firstWeek(today), today, WEEK));
    }
    List<Resource> answers = desk.fhir().all(asked);
    Listing list = Listing.of(desk, "measures");
    List<MeasureReport> now = ConsoleFhir.of(MeasureReport.class, answers.get(0));
    List<MeasureReport> before = ConsoleFhir.of(MeasureReport.class, answers.get(1));
    List<MeasureReport> weeks =
        answers.size() < 3 ? List.of() : ConsoleFhir.of(MeasureReport.class, answers.get(2));
    for (int i = 0; i < now.size(); i++) {
      MeasureReportGroupComponent group = now.get(i).getGroupFirstRep();
      list.tile(
          new Listing.Tile(
              desk.words().say("measure." + MEASURES.get(i)),
              figure(desk, group),
              counts(desk, group)
                  + (i < before.size()
                      ? " · "
                          + desk.words()
                              .say(
                                  "measures.before", figure(desk, before.get(i).getGroupFirstRep()))
                      : ""),
              MeasurePeople.of(
                  desk, MEASURES.get(i), group, today.minusDays(DAYS), today, null, null),
              desk.kept("/console/measures/" + MEASURES.get(i)),
              i < weeks.size()
                  ? LineChart.of(values(weeks.get(i)), labels(desk, weeks.get(i))).small()
                  : null));
    }
    return list.show();
  }

  /**
   * Where to ask for measures, at the place that is chosen; whoever works at some places only is
   * told of one of those.
   *
   * @param by week, or null
   */
  static String evaluate(
      Desk desk, List<String> measures, LocalDate first, LocalDate last, String by) {
    Query query = Query.of("Measure/$evaluate-measure");
    measures.forEach(one -> query.with("measure", one));
    return query
        .with("periodStart", first)
        .with("periodEnd", last)
        .with("by", by)
        .with("location", place(desk))
        .toString();
  }

  /** The place whose figures are told; null: all. */
  static String place(Desk desk) {
    String place = desk.asked("place");
    return place == null && !desk.user().places().isEmpty()
        ? desk.user().places().stream().sorted().findFirst().orElseThrow()
        : place;
  }

  // Twelve weeks from Monday, the last of them this one.
  private static LocalDate firstWeek(LocalDate today) {
    return today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).minusWeeks(WEEKS - 1L);
  }

  private static List<StratifierGroupComponent> weeks(MeasureReport report) {
    return report.getGroupFirstRep().getStratifier().stream()
        .filter(one -> WEEK.equals(one.getCodeFirstRep().getText()))
        .flatMap(one -> one.getStratum().stream())
        .toList();
  }

  private static List<String> labels(Desk desk, MeasureReport report) {
    return weeks(report).stream()
        .map(one -> desk.times().day(LocalDate.parse(one.getValue().getText())))
        .toList();
  }

  private static List<Double> values(MeasureReport report) {
    List<Double> values = new ArrayList<>();
    weeks(report).forEach(one -> values.add(value(group(one))));
    return values;
  }

  @GetMapping("/console/measures/{id}")
  ResponseEntity<String> detail(@PathVariable("id") String id, Desk desk) {
    if (!MEASURES.contains(id)) {
      return ResponseEntity.notFound().build();
    }
    Detail view = view(id, desk);
    return desk.page(view.name(), "measure/measure.jte", view);
  }

  /** The table as a file; cells of one to four are hidden in it as everywhere. */
  @GetMapping("/console/measures/{id}/csv")
  ResponseEntity<String> csv(@PathVariable("id") String id, Desk desk) {
    if (!MEASURES.contains(id)) {
      return ResponseEntity.notFound().build();
    }
    StringBuilder csv = new StringBuilder("week,figure,counts\r\n");
    for (Week week : view(id, desk).weeks()) {
      csv.append(quoted(week.monday()))
          .append(',')
          .append(quoted(week.figure()))
          .append(',')
          .append(quoted(week.counts()))
          .append("\r\n");
    }
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "csv", java.nio.charset.StandardCharsets.UTF_8))
        .header("Content-Disposition", "attachment; filename=\"" + id + ".csv\"")
        .header("Cache-Control", "no-store")
        .body(csv.toString());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  private static Detail view(String id, Desk desk) {
    LocalDate today = desk.today();
    LocalDate first = firstWeek(today);
    // One alone is answered as it is; asked for with another it comes as they all do.
    List<MeasureReport> told =
        ConsoleFhir.of(
            MeasureReport.class,
            desk.fhir().get(evaluate(desk, List.of(id, MEASURES.get(0)), first, today, WEEK)));
    MeasureReport report = told.isEmpty() ? new MeasureReport() : told.get(0);
    List<Week> weeks = new ArrayList<>();
    for (StratifierGroupComponent week : weeks(report)) {
      LocalDate monday = LocalDate.parse(week.getValue().getText());
      LocalDate sunday = monday.plusDays(6);
      MeasureReportGroupComponent group = group(week);
      weeks.add(
          new Week(
              week.getValue().getText(),
              desk.times().day(monday),
              figure(desk, group),
              counts(desk, group),
              MeasurePeople.of(
                  desk, id, group, monday, sunday.isAfter(today) ? today : sunday, null, null)));
    }
    List<Stratum> strata = new ArrayList<>();
    PartNames names = PartNames.of(desk);
    report.getGroupFirstRep().getStratifier().stream()
        .filter(by -> !WEEK.equals(by.getCodeFirstRep().getText()))
        .forEach(
            by ->
                by.getStratum()
                    .forEach(
                        part ->
                            strata.add(
                                stratum(
                                    desk,
                                    id,
                                    first,
                                    by.getCodeFirstRep().getText(),
                                    part,
                                    names))));
    return new Detail(
        id,
        desk.words().say("measure." + id),
        LineChart.of(values(report), labels(desk, report)),
        weeks,
        strata);
  }

  // A part counts as the whole does.
  private static MeasureReportGroupComponent group(StratifierGroupComponent part) {
    MeasureReportGroupComponent group = new MeasureReportGroupComponent();
    part.getPopulation()
        .forEach(
            one ->
                group
                    .addPopulation()
                    .setCode(one.getCode())
                    .setCountElement(one.getCountElement()));
    group.setMeasureScore(part.getMeasureScore());
    return group;
  }

  private static Stratum stratum(
      Desk desk,
      String id,
      LocalDate first,
      String by,
      StratifierGroupComponent part,
      PartNames names) {
    MeasureReportGroupComponent group = group(part);
    return new Stratum(
        by,
        part.getValue().hasText()
            ? names.of(by, part.getValue().getText())
            : desk.name(part.getValue()),
        figure(desk, group),
        counts(desk, group),
        MeasurePeople.of(desk, id, group, first, desk.today(), by, part.getValue().getText()));
  }

  /** The figure of a group: a share in per cent, a time with its unit; – where there is none. */
  static String figure(Desk desk, MeasureReportGroupComponent group) {
    if (!group.hasMeasureScore() || !group.getMeasureScore().hasValue()) {
      return "–";
    }
    Quantity score = group.getMeasureScore();
    if (!score.hasUnit()) {
      return score.getValue().multiply(BigDecimal.valueOf(100)).setScale(0, RoundingMode.HALF_UP)
          + "\u00a0%";
    }
    return took(desk, score);
  }

  /** How long something took. */
  static String took(Desk desk, Quantity time) {
    if (time.getUnit().startsWith("second")) {
      long minutes = time.getValue().longValue() / 60;
      if (minutes == 0) {
        return desk.words().say("span.moment");
      }
      return minutes < 120
          ? desk.words().say("span.minutes", minutes)
          : desk.words().say("span.hours", minutes / 60);
    }
    return desk.words().say("span.days", time.getValue().setScale(0, RoundingMode.HALF_UP));
  }

  static String counts(Desk desk, MeasureReportGroupComponent group) {
    List<String> counts = new ArrayList<>();
    group.getPopulation().forEach(one -> counts.add(count(desk, one.getCountElement())));
    return counts.size() == 2
        ? desk.words().say("measures.of", counts.get(1), counts.get(0))
        : String.join(" ", counts);
  }

  /**
   * A count, or that it is hidden: then the element is there, and says why in the value's place.
   */
  static String count(Desk desk, IntegerType count) {
    return count.hasValue()
        ? Integer.toString(count.getValue())
        : desk.words().say("measures.hidden");
  }

  private static Double value(MeasureReportGroupComponent group) {
    return group.hasMeasureScore() && group.getMeasureScore().hasValue()
        ? group.getMeasureScore().getValue().doubleValue()
        : null;
  }
}

package org.rapport.server.console.measure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupComponent;
import org.hl7.fhir.r4.model.MeasureReport.StratifierGroupComponent;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
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
  private static final int WEEKS = 12;
  private static final int DAYS = 30;

  /**
   * One measure.
   *
   * @param strata by place and so on, of the whole time
   */
  public record Detail(
      String id, String name, LineChart chart, List<Week> weeks, List<Stratum> strata) {}

  /** A week, or a part of it. */
  public record Week(String label, String figure, String counts) {}

  /** A part. */
  public record Stratum(String by, String name, String figure, String counts) {}

  @GetMapping("/console/measures")
  ResponseEntity<String> tiles(Desk desk) {
    LocalDate today = desk.now().atZone(desk.zone()).toLocalDate();
    List<String> asked = new ArrayList<>();
    for (String measure : MEASURES) {
      asked.add(evaluate(measure, today.minusDays(DAYS), today));
      asked.add(evaluate(measure, today.minusDays(2 * DAYS + 1), today.minusDays(DAYS + 1)));
    }
    List<Resource> answers = desk.fhir().all(asked);
    Listing list = Listing.of(desk, "measures");
    for (int i = 0; i < MEASURES.size(); i++) {
      MeasureReport now = (MeasureReport) answers.get(2 * i);
      MeasureReport before = (MeasureReport) answers.get(2 * i + 1);
      if (now != null) {
        list.tile(
            desk.words().say("measure." + MEASURES.get(i)),
            figure(desk, now.getGroupFirstRep()),
            counts(desk, now.getGroupFirstRep())
                + (before == null
                    ? ""
                    : " · "
                        + desk.words()
                            .say("measures.before", figure(desk, before.getGroupFirstRep()))),
            "/console/measures/" + MEASURES.get(i));
      }
    }
    return list.show();
  }

  private static String evaluate(String measure, LocalDate first, LocalDate last) {
    return "Measure/" + measure + "/$evaluate-measure?periodStart=" + first + "&periodEnd=" + last;
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
      csv.append(quoted(week.label()))
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
    LocalDate today = desk.now().atZone(desk.zone()).toLocalDate();
    List<String> asked = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (int week = WEEKS; week > 0; week--) {
      LocalDate last = today.minusWeeks(week - 1L);
      labels.add(last.minusDays(6).toString());
      asked.add(evaluate(id, last.minusDays(6), last));
    }
    asked.add(evaluate(id, today.minusWeeks(WEEKS).plusDays(1), today));
    List<Resource> answers = desk.fhir().all(asked);
    List<Week> weeks = new ArrayList<>();
    List<Double> line = new ArrayList<>();
    for (int i = 0; i < WEEKS; i++) {
      MeasureReportGroupComponent group =
          answers.get(i) == null
              ? new MeasureReportGroupComponent()
              : ((MeasureReport) answers.get(i)).getGroupFirstRep();
      weeks.add(new Week(labels.get(i), figure(desk, group), counts(desk, group)));
      line.add(value(group));
    }
    List<Stratum> strata = new ArrayList<>();
    if (answers.get(WEEKS) instanceof MeasureReport whole) {
      whole
          .getGroupFirstRep()
          .getStratifier()
          .forEach(
              by ->
                  by.getStratum()
                      .forEach(
                          part -> strata.add(stratum(desk, by.getCodeFirstRep().getText(), part))));
    }
    return new Detail(
        id, desk.words().say("measure." + id), LineChart.of(line, labels), weeks, strata);
  }

  private static Stratum stratum(Desk desk, String by, StratifierGroupComponent part) {
    MeasureReportGroupComponent group = new MeasureReportGroupComponent();
    part.getPopulation()
        .forEach(
            one ->
                group
                    .addPopulation()
                    .setCode(one.getCode())
                    .setCountElement(one.getCountElement()));
    group.setMeasureScore(part.getMeasureScore());
    return new Stratum(
        by,
        part.getValue().hasText() ? part.getValue().getText() : desk.name(part.getValue()),
        figure(desk, group),
        counts(desk, group));
  }

  /** The figure of a group: a share in per cent, a time with its unit; – where there is none. */
  static String figure(Desk desk, MeasureReportGroupComponent group) {
    if (!group.hasMeasureScore() || !group.getMeasureScore().hasValue()) {
      return "–";
    }
    Quantity score = group.getMeasureScore();
    if (!score.hasUnit()) {
      return score.getValue().multiply(BigDecimal.valueOf(100)).setScale(0, RoundingMode.HALF_UP)
          + " %";
    }
    if (score.getUnit().startsWith("second")) {
      long minutes = score.getValue().longValue() / 60;
      return minutes < 120
          ? desk.words().say("span.minutes", minutes)
          : desk.words().say("span.hours", minutes / 60);
    }
    return desk.words().say("span.days", score.getValue().setScale(0, RoundingMode.HALF_UP));
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

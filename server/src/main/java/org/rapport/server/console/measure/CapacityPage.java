package org.rapport.server.console.measure;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Parts;
import org.rapport.server.console.Query;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Demand against free times, service by service and week by week. */
@RestController
public class CapacityPage {
  private static final int WEEKS = 8;

  /**
   * The map.
   *
   * @param weeks their Mondays, as they are told
   */
  public record HeatMap(List<String> weeks, List<Line> lines) {}

  /** A service; {@code all} are the weeks that are shown together. */
  public record Line(String id, String name, Cell all, List<Cell> weeks) {}

  /**
   * How many ask, for how many free times: both stand in the cell, its colour says it again.
   *
   * @param heat 0 nobody asks, 1 to 3 the more the fewer times are left, 4 not enough
   * @param href who waits; null: that is not for who looks
   */
  public record Cell(long ask, long free, long openShifts, int heat, String says, String href) {}

  @GetMapping("/console/capacity")
  ResponseEntity<String> show(Desk desk) {
    List<HealthcareService> services =
        desk.fhir().list(HealthcareService.class, "HealthcareService?active=true&_count=50");
    // Whole weeks, this one first.
    LocalDate last =
        desk.today()
            .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
            .plusWeeks(WEEKS)
            .minusDays(1);
    String place = MeasuresPage.place(desk);
    List<Resource> answers =
        services.isEmpty()
            ? List.of()
            : desk.fhir()
                .all(
                    services.stream()
                        .map(
                            one ->
                                Query.of(
                                        "HealthcareService/"
                                            + one.getIdElement().getIdPart()
                                            + "/$capacity")
                                    .with("from", desk.today())
                                    .with("to", last)
                                    .with("location", place)
                                    .toString())
                        .toList());
    List<String> weeks = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < services.size(); i++) {
      if (answers.get(i) instanceof Parameters answer && answer.hasParameter()) {
        ParametersParameterComponent told = answer.getParameterFirstRep();
        List<ParametersParameterComponent> parts =
            told.getPart().stream().filter(part -> part.getName().equals("week")).toList();
        if (weeks.isEmpty()) {
          parts.forEach(part -> weeks.add(monday(desk, part)));
        }
        lines.add(line(desk, services.get(i), told, parts));
      }
    }
    return desk.page("nav.capacity", "measure/capacity.jte", new HeatMap(weeks, lines));
  }

  private static String monday(Desk desk, ParametersParameterComponent week) {
    LocalDate monday = LocalDate.parse(Parts.text(week, "monday"));
    return desk.times().day(monday.atStartOfDay(desk.zone()).toInstant());
  }

  private static Line line(
      Desk desk,
      HealthcareService service,
      ParametersParameterComponent told,
      List<ParametersParameterComponent> weeks) {
    String id = service.getIdElement().getIdPart();
    String href =
        desk.user().may("Appointment", 's')
            ? Query.of(desk.kept("/console/waitlist")).toString()
            : null;
    String waits = href == null ? null : href + (href.contains("?") ? "&" : "?") + "service=" + id;
    return new Line(
        id,
        service.hasName() ? service.getName() : id,
        cell(desk, told, waits),
        weeks.stream().map(week -> cell(desk, week, waits)).toList());
  }

  private static Cell cell(Desk desk, ParametersParameterComponent told, String href) {
    long ask = Parts.number(told, "leads") + Parts.number(told, "waiting");
    long free = Parts.number(told, "free");
    int heat = heat(ask, free);
    String says =
        desk.words()
            .say(heat == 0 ? "capacity.calm" : heat == 4 ? "capacity.short" : "capacity.enough");
    return new Cell(ask, free, Parts.number(told, "openShifts"), heat, says, href);
  }

  private static int heat(long ask, long free) {
    if (ask == 0) {
      return 0;
    }
    return ask > free ? 4 : 3 * ask > 2 * free ? 3 : 3 * ask > free ? 2 : 1;
  }
}

package org.rapport.server.console.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.rapport.terminology.LeadStage;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** From inquiry to visit, service by service what is free, and promises kept by place. */
@RestController
class FunnelPage {
  private static final List<String> FUNNEL =
      List.of("inquiry-to-booked", "time-to-first-response", "no-show-rate");
  private static final int ROWS = 50;
  private static final List<String> TEAM = List.of("time-to-first-response", "stuck-leads");

  /** Inquiries to booked visits, by where they came from and where they go. */
  @GetMapping("/console/funnel")
  ResponseEntity<String> funnel(Desk desk) {
    Listing list = Listing.of(desk, "funnel");
    boolean tasks = desk.user().may("Task", 's');
    List<String> asked = new ArrayList<>();
    asked.add(measures(desk, FUNNEL));
    if (tasks) {
      for (LeadStage stage : LeadStage.values()) {
        asked.add(leads(desk, stage).with("_summary", "count").toString());
      }
    }
    List<Resource> answers = desk.fhir().all(asked);
    List<MeasureReport> reports = ConsoleFhir.of(MeasureReport.class, answers.get(0));
    reports.forEach(report -> tile(desk, list, report));
    if (tasks) {
      list.columns("stage", "people", "bar");
      List<Integer> counts = new ArrayList<>();
      for (int i = 0; i < LeadStage.values().length; i++) {
        counts.add(answers.get(1 + i) instanceof Bundle found ? found.getTotal() : 0);
      }
      int most = Math.max(1, Collections.max(counts));
      for (int i = 0; i < LeadStage.values().length; i++) {
        LeadStage stage = LeadStage.values()[i];
        list.row(
            stage.code(),
            Listing.text(desk.name(stage)),
            Listing.link(
                Integer.toString(counts.get(i)),
                counts.get(i) == 0 ? null : desk.kept("/console/funnel/" + stage.code())),
            Listing.bar(counts.get(i), most));
      }
    } else if (!reports.isEmpty()) {
      list.columns("kind", "name", "people");
      PartNames names = PartNames.of(desk);
      for (MeasureReport.MeasureReportGroupStratifierComponent by :
          reports.get(0).getGroupFirstRep().getStratifier()) {
        String kind = by.getCodeFirstRep().getText();
        by.getStratum()
            .forEach(
                part ->
                    list.row(
                        part.getValue().getText(),
                        Listing.text(desk.words().or("measures.by." + kind, kind)),
                        Listing.text(names.of(kind, part.getValue().getText())),
                        Listing.text(
                            part.getPopulation().stream()
                                .map(one -> MeasuresPage.count(desk, one.getCountElement()))
                                .reduce((a, b) -> b + " / " + a)
                                .orElse("–"))));
      }
    }
    return list.show();
  }

  /** Who is at a stage, the newest first. */
  @GetMapping("/console/funnel/{stage:[a-z-]+}")
  ResponseEntity<String> people(@PathVariable("stage") String code, Desk desk) {
    LeadStage stage = LeadStage.fromCode(code).orElse(null);
    if (stage == null) {
      return ResponseEntity.notFound().build();
    }
    int from = desk.number("after");
    List<Task> found =
        desk.fhir()
            .list(
                Task.class,
                leads(desk, stage)
                    .with("_sort", "-authored-on")
                    .with("_count", ROWS)
                    .with("_offset", from == 0 ? null : from));
    Map<String, Patient> people =
        desk.people(
            found.stream()
                .map(lead -> lead.getFor().getReferenceElement().getIdPart())
                .filter(Objects::nonNull)
                .toList());
    Listing list =
        Listing.of(desk, "funnel")
            .columns("person", "since", "source", "place")
            .after(found.size(), ROWS);
    for (Task lead : found) {
      String patient = lead.getFor().getReferenceElement().getIdPart();
      Patient person = people.get(patient);
      String place = lead.getLocation().getReferenceElement().getIdPart();
      list.row(
          lead.getIdElement().getIdPart(),
          Listing.link(
              person == null ? desk.words().say("person.unknown") : People.name(person),
              patient == null ? null : "/console/people/" + patient),
          Listing.text(
              lead.hasAuthoredOn() ? desk.times().full(lead.getAuthoredOn().toInstant()) : ""),
          Listing.text(source(lead)),
          Listing.text(place == null ? "" : desk.placeName(place, place)));
    }
    return list.show(desk.name(stage));
  }

  // Where they first came from, and by which campaign.
  private static String source(Task lead) {
    return lead.getExtensionsByUrl(Extensions.ATTRIBUTION).stream()
        .findFirst()
        .map(
            touch ->
                Stream.of(Extensions.Attribution.SOURCE, Extensions.Attribution.CAMPAIGN)
                    .map(touch::getExtensionByUrl)
                    .filter(Objects::nonNull)
                    .map(part -> part.getValue().primitiveValue())
                    .collect(Collectors.joining(" · ")))
        .orElse("");
  }

  private static Query leads(Desk desk, LeadStage stage) {
    return Query.of("Task")
        .with("code", "lead")
        .with("business-status", stage.code())
        .with("location", desk.asked("place"));
  }

  /** Promises kept and broken, by place. */
  @GetMapping("/console/team")
  ResponseEntity<String> team(Desk desk) {
    Listing list = Listing.of(desk, "team").columns("place", "response", "people");
    for (MeasureReport report :
        ConsoleFhir.of(MeasureReport.class, desk.fhir().get(measures(desk, TEAM)))) {
      tile(desk, list, report);
      if (name(report).equals("time-to-first-response")) {
        report.getGroupFirstRep().getStratifier().stream()
            .filter(by -> "location".equals(by.getCodeFirstRep().getText()))
            .flatMap(by -> by.getStratum().stream())
            .forEach(
                part ->
                    list.row(
                        part.getValue().getText(),
                        Listing.text(
                            desk.places().stream()
                                .filter(one -> part.getValue().getText().endsWith(one.value()))
                                .map(one -> one.label())
                                .findFirst()
                                .orElse(part.getValue().getText())),
                        Listing.text(
                            part.getMeasureScore().hasValue()
                                ? desk.words()
                                    .say(
                                        "span.minutes",
                                        part.getMeasureScore().getValue().longValue() / 60)
                                : "–"),
                        Listing.text(
                            MeasuresPage.count(
                                desk, part.getPopulationFirstRep().getCountElement()))));
      }
    }
    return list.show();
  }

  private static String measures(Desk desk, List<String> names) {
    return MeasuresPage.evaluate(
        desk, names, desk.today().minusDays(MeasuresPage.DAYS), desk.today(), null);
  }

  private static void tile(Desk desk, Listing list, MeasureReport report) {
    list.tile(
        desk.words().say("measure." + name(report)),
        MeasuresPage.figure(desk, report.getGroupFirstRep()),
        MeasuresPage.counts(desk, report.getGroupFirstRep()),
        desk.kept("/console/measures/" + name(report)));
  }

  private static String name(MeasureReport report) {
    String url = report.getMeasure().split("\\|")[0];
    return url.substring(url.lastIndexOf('/') + 1);
  }
}

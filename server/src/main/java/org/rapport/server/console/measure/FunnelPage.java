package org.rapport.server.console.measure;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.Parts;
import org.rapport.terminology.LeadStage;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** From inquiry to visit, service by service what is free, and promises kept by place. */
@RestController
class FunnelPage {
  private static final List<String> FUNNEL =
      List.of("inquiry-to-booked", "time-to-first-response", "no-show-rate");
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
        asked.add("Task?code=lead&business-status=" + stage.code() + "&_summary=count");
      }
    }
    List<Resource> answers = desk.fhir().all(asked);
    List<MeasureReport> reports = ConsoleFhir.of(MeasureReport.class, answers.get(0));
    reports.forEach(report -> tile(desk, list, report));
    list.columns("stage", "people");
    if (tasks) {
      for (int i = 0; i < LeadStage.values().length; i++) {
        LeadStage stage = LeadStage.values()[i];
        list.row(
            stage.code(),
            Listing.text(desk.name(stage)),
            Listing.text(
                answers.get(1 + i) instanceof Bundle found
                    ? Integer.toString(found.getTotal())
                    : "–"));
      }
    } else if (!reports.isEmpty()) {
      reports
          .get(0)
          .getGroupFirstRep()
          .getStratifier()
          .forEach(
              by ->
                  by.getStratum()
                      .forEach(
                          part ->
                              list.row(
                                  part.getValue().getText(),
                                  Listing.text(part.getValue().getText()),
                                  Listing.text(
                                      part.getPopulation().stream()
                                          .map(
                                              one ->
                                                  MeasuresPage.count(desk, one.getCountElement()))
                                          .reduce((a, b) -> b + " / " + a)
                                          .orElse("–")))));
    }
    return list.show();
  }

  /** Demand against free times, service by service. */
  @GetMapping("/console/capacity")
  ResponseEntity<String> capacity(Desk desk) {
    List<HealthcareService> services =
        desk.fhir().list(HealthcareService.class, "HealthcareService?active=true&_count=50");
    List<Resource> answers =
        services.isEmpty()
            ? List.of()
            : desk.fhir()
                .all(
                    services.stream()
                        .map(
                            one ->
                                "HealthcareService/"
                                    + one.getIdElement().getIdPart()
                                    + "/$capacity")
                        .toList());
    Listing list =
        Listing.of(desk, "capacity")
            .columns("service", "leads", "waiting", "free", "openshifts", "state");
    for (int i = 0; i < services.size(); i++) {
      if (answers.get(i) instanceof Parameters answer) {
        ParametersParameterComponent total =
            Parts.of(answer, "total").stream()
                .findFirst()
                .orElse(new ParametersParameterComponent());
        long leads = Parts.number(total, "leads") + Parts.number(total, "waiting");
        long free = Parts.number(total, "free");
        list.row(
            services.get(i).getIdElement().getIdPart(),
            Listing.link(services.get(i).getName(), "/console/waitlist"),
            Listing.text(Long.toString(Parts.number(total, "leads"))),
            Listing.text(Long.toString(Parts.number(total, "waiting"))),
            Listing.text(Long.toString(free)),
            Listing.text(Long.toString(Parts.number(total, "openShifts"))),
            Listing.chip(
                desk.words()
                    .say(
                        leads == 0
                            ? "capacity.calm"
                            : free < leads ? "capacity.short" : "capacity.enough"),
                leads == 0 ? "plain" : free < leads ? "late" : "ok"));
      }
    }
    return list.show();
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

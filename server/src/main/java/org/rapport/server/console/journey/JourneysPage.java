package org.rapport.server.console.journey;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Listing;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Journeys, version by version, each as a list of steps on a time line. */
@RestController
public class JourneysPage {
  /**
   * One version of a journey.
   *
   * @param under how many people are on it; null: not known to who looks
   * @param findings what keeps it from being in force; null: not asked, as it is no draft
   * @param others the other versions of it, by id
   */
  public record Journey(
      String id,
      String version,
      String title,
      String business,
      String status,
      String statusWords,
      String description,
      List<String> triggers,
      List<Steps.Step> steps,
      Integer under,
      String review,
      List<Finding> findings,
      List<Frame.Option> others,
      boolean may) {
    /** Whether its steps may be changed. */
    public boolean open() {
      return may && status.equals("draft");
    }
  }

  @GetMapping("/console/journeys")
  ResponseEntity<String> list(Desk desk) {
    Listing list = Listing.of(desk, "journeys").columns("name", "version", "state", "review");
    for (PlanDefinition plan :
        desk.fhir().list(PlanDefinition.class, "PlanDefinition?_count=200&_sort=name")) {
      list.row(
          plan.getIdElement().getIdPart(),
          Listing.link(
              People.title(desk, plan), "/console/journeys/" + plan.getIdElement().getIdPart()),
          Listing.text(plan.getVersion()),
          Listing.chip(
              desk.words().say("definition." + plan.getStatus().toCode()),
              look(plan.getStatus().toCode())),
          Listing.text(
              desk.times()
                  .date(
                      plan.getEffectivePeriod().hasEnd()
                          ? plan.getEffectivePeriod().getEndElement()
                          : plan.getLastReviewDateElement())));
    }
    return list.show();
  }

  @GetMapping("/console/journeys/{id:" + Desk.ID + "}")
  ResponseEntity<String> show(@PathVariable("id") String id, Desk desk) {
    PlanDefinition plan = desk.fhir().read(PlanDefinition.class, id);
    boolean draft = plan.getStatus() == PublicationStatus.DRAFT;
    List<String> asked = new ArrayList<>();
    asked.add(Query.of("PlanDefinition").with("url", plan.getUrl()).with("_count", 50).toString());
    if (draft) {
      asked.add("PlanDefinition/" + id + "/$check");
    } else if (desk.user().may("CarePlan", 's')) {
      asked.add(
          Query.of("CarePlan")
              .with(
                  "instantiates-canonical",
                  plan.getUrl() + (plan.hasVersion() ? "|" + plan.getVersion() : ""))
              .with("status", "active,on-hold")
              .with("_summary", "count")
              .toString());
    }
    List<Resource> told = desk.fhir().all(asked);
    Resource second = told.size() > 1 ? told.get(1) : null;
    Steps steps = new Steps(desk, plan);
    List<Steps.Step> all = steps.all();
    return desk.page(
        People.title(desk, plan),
        "journey/journey.jte",
        new Journey(
            id,
            plan.getIdElement().getVersionIdPart(),
            People.title(desk, plan),
            plan.getVersion(),
            plan.getStatus().toCode(),
            desk.words().say("definition." + plan.getStatus().toCode()),
            plan.getDescription(),
            steps.triggers(),
            all,
            second instanceof Bundle count ? count.getTotal() : null,
            plan.hasApprovalDate() ? desk.times().date(plan.getApprovalDateElement()) : null,
            draft ? Finding.of(second, all) : null,
            others(told.get(0), id, desk),
            desk.user().may("PlanDefinition", 'u')));
  }

  private static List<Frame.Option> others(Resource found, String id, Desk desk) {
    return ConsoleFhir.of(PlanDefinition.class, found).stream()
        .filter(one -> !one.getIdElement().getIdPart().equals(id))
        .map(
            one ->
                new Frame.Option(
                    one.getIdElement().getIdPart(),
                    one.getVersion()
                        + " "
                        + desk.words().say("definition." + one.getStatus().toCode())))
        .toList();
  }

  /** A draft of the next version, with the same steps. */
  @PostMapping("/console/journeys/{id:" + Desk.ID + "}/draft")
  ResponseEntity<String> draft(@PathVariable("id") String id, Desk desk) {
    PlanDefinition draft = desk.fhir().read(PlanDefinition.class, id);
    // Nobody has looked at these steps yet.
    draft.setApprovalDate(null);
    draft.setLastReviewDate(null);
    String fresh = Versions.draft(desk, draft);
    return desk.done("journeys.drafted").on("/console/journeys/" + fresh);
  }

  /** In force, or out of it: the API holds it to its rules, a second person among them. */
  @PostMapping("/console/journeys/{id:" + Desk.ID + "}/status")
  ResponseEntity<String> status(@PathVariable("id") String id, Desk desk) {
    Versions.status(desk, desk.fhir().read(PlanDefinition.class, id));
    return desk.on("/console/journeys/" + id);
  }

  static String look(String status) {
    return switch (status) {
      case "active" -> "ok";
      case "draft" -> "warn";
      default -> "plain";
    };
  }
}

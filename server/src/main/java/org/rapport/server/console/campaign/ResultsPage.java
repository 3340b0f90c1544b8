package org.rapport.server.console.campaign;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What became of the variants of journeys, with how sure that is in words. */
@RestController
class ResultsPage {
  @GetMapping("/console/results")
  ResponseEntity<String> show(Desk desk) {
    List<PlanDefinition> plans = new ArrayList<>();
    for (Bundle.BundleEntryComponent one :
        desk.fhir().get("PlanDefinition?status=active&_count=100&_sort=name").getEntry()) {
      if (one.getResource() instanceof PlanDefinition plan) {
        plans.add(plan);
      }
    }
    List<Resource> answers =
        plans.isEmpty()
            ? List.of()
            : desk.fhir()
                .all(
                    plans.stream()
                        .map(
                            plan ->
                                "PlanDefinition/"
                                    + plan.getIdElement().getIdPart()
                                    + "/$variant-results")
                        .toList());
    Listing list =
        Listing.of(desk, "results").columns("journey", "variant", "people", "came", "sure");
    for (int i = 0; i < plans.size(); i++) {
      if (answers.get(i) instanceof Parameters answer) {
        rows(desk, list, plans.get(i), answer);
      }
    }
    return list.show();
  }

  private static void rows(Desk desk, Listing list, PlanDefinition plan, Parameters answer) {
    String sure = "no-verdict";
    for (ParametersParameterComponent one : answer.getParameter()) {
      if (one.getName().equals("verdict") && "attended".equals(value(one, "outcome"))) {
        sure = value(one, "verdict");
      }
    }
    for (ParametersParameterComponent one : answer.getParameter()) {
      if (one.getName().equals("variant")) {
        String name = value(one, "name");
        list.row(
            plan.getIdElement().getIdPart() + "-" + name,
            Listing.link(
                plan.hasTitle() ? plan.getTitle() : plan.getName(),
                "/console/journeys/" + plan.getIdElement().getIdPart()),
            Listing.text(name),
            Listing.text(value(one, "n")),
            Listing.text(
                one.getPart().stream()
                    .filter(part -> part.getName().equals("attended"))
                    .map(part -> value(part, "count"))
                    .findFirst()
                    .orElse("")),
            Listing.chip(
                desk.words().has("results." + sure) ? desk.words().say("results." + sure) : sure,
                sure.equals("differs") ? "ok" : "plain"));
      }
    }
  }

  private static String value(ParametersParameterComponent one, String name) {
    return one.getPart().stream()
        .filter(part -> part.getName().equals(name) && part.getValue() != null)
        .map(part -> part.getValue().primitiveValue())
        .findFirst()
        .orElse("");
  }
}

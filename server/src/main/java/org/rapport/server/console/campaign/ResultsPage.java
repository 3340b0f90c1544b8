package org.rapport.server.console.campaign;

import java.util.List;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.Parts;
import org.rapport.server.console.People;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What became of the variants of journeys, with how sure that is in words. */
@RestController
class ResultsPage {
  @GetMapping("/console/results")
  ResponseEntity<String> show(Desk desk) {
    List<PlanDefinition> plans =
        desk
            .fhir()
            .list(PlanDefinition.class, "PlanDefinition?status=active&_count=100&_sort=name")
            .stream()
            .filter(plan -> plan.hasExtension(Extensions.EXPERIMENT))
            .toList();
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
    String sure =
        Parts.of(answer, "verdict").stream()
            .filter(one -> "attended".equals(Parts.text(one, "outcome")))
            .map(one -> Parts.text(one, "value"))
            .findFirst()
            .orElse("no-verdict");
    for (ParametersParameterComponent one : Parts.of(answer, "variant")) {
      String name = Parts.text(one, "name");
      list.row(
          plan.getIdElement().getIdPart() + "-" + name,
          Listing.link(
              People.title(desk, plan), "/console/journeys/" + plan.getIdElement().getIdPart()),
          Listing.text(name),
          Listing.text(count(desk, one, "n")),
          Listing.text(
              one.getPart().stream()
                  .filter(part -> part.getName().equals("attended"))
                  .map(part -> count(desk, part, "count"))
                  .findFirst()
                  .orElse("")),
          Listing.chip(
              desk.words().or("results." + sure, sure), sure.equals("differs") ? "ok" : "plain"));
    }
  }

  // One of few people is there, and has no value.
  private static String count(Desk desk, ParametersParameterComponent one, String name) {
    String count = Parts.text(one, name);
    return count.isEmpty() ? desk.words().say("measures.hidden") : count;
  }
}

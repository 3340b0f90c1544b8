package org.rapport.server.console.journey;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.rapport.server.console.Desk;
import org.rapport.server.console.People;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Two versions of a journey, and what is different between them, in sentences. */
@RestController
public class CompareJourneys {
  /**
   * What is different.
   *
   * @param sentences none: nothing that patients would notice
   */
  public record Comparison(
      String id, String title, String from, String to, List<String> sentences) {}

  @GetMapping("/console/journeys/{id:" + Desk.ID + "}/compare")
  ResponseEntity<String> compare(@PathVariable("id") String id, Desk desk) {
    String with = desk.asked("with", "");
    if (!with.matches(Desk.ID)) {
      return desk.on("/console/journeys/" + id);
    }
    PlanDefinition after = desk.fhir().read(PlanDefinition.class, id);
    PlanDefinition before = desk.fhir().read(PlanDefinition.class, with);
    return desk.page(
        "compare.title",
        "journey/compare.jte",
        new Comparison(
            id,
            People.title(desk, after),
            before.getVersion(),
            after.getVersion(),
            sentences(desk, new Steps(desk, before).all(), new Steps(desk, after).all())));
  }

  private static List<String> sentences(
      Desk desk, List<Steps.Step> before, List<Steps.Step> after) {
    Map<String, Steps.Step> then = byId(before);
    Map<String, Steps.Step> now = byId(after);
    List<String> sentences = new ArrayList<>();
    now.forEach(
        (id, step) -> {
          if (!then.containsKey(id)) {
            sentences.add(desk.words().say("compare.added", step.title(), step.when()));
          } else {
            changes(desk, then.get(id), step, sentences);
          }
        });
    then.forEach(
        (id, step) -> {
          if (!now.containsKey(id)) {
            sentences.add(desk.words().say("compare.removed", step.title(), step.when()));
          }
        });
    List<String> both = then.keySet().stream().filter(now::containsKey).toList();
    if (!both.equals(now.keySet().stream().filter(then::containsKey).toList())) {
      sentences.add(desk.words().say("compare.order"));
    }
    return sentences;
  }

  private static void changes(Desk desk, Steps.Step then, Steps.Step now, List<String> sentences) {
    if (!then.when().equals(now.when())) {
      sentences.add(desk.words().say("compare.when", now.title(), then.when(), now.when()));
    }
    if (!Objects.equals(then.does(), now.does())) {
      sentences.add(
          desk.words().say("compare.does", now.title(), shown(then.does()), shown(now.does())));
    }
    if (!then.conditions().equals(now.conditions())) {
      sentences.add(
          desk.words()
              .say(
                  "compare.conditions",
                  now.title(),
                  shown(String.join(" · ", then.conditions())),
                  shown(String.join(" · ", now.conditions()))));
    }
    if (!then.title().equals(now.title())) {
      sentences.add(desk.words().say("compare.called", then.title(), now.title()));
    }
  }

  private static String shown(String text) {
    return text == null || text.isEmpty() ? "–" : text;
  }

  private static Map<String, Steps.Step> byId(List<Steps.Step> steps) {
    Map<String, Steps.Step> byId = new LinkedHashMap<>();
    steps.forEach(step -> byId.put(step.id() == null ? step.path() : step.id(), step));
    return byId;
  }
}

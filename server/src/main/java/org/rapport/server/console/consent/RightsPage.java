package org.rapport.server.console.consent;

import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.People;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What somebody may ask of us: a copy of what is kept, and to be forgotten, which is shown before
 * it is done and wants the name typed.
 */
@RestController
public class RightsPage {
  /**
   * What would be forgotten.
   *
   * @param wrong whether the name that was typed was another one
   */
  public record Erasure(String id, String name, List<Count> counts, boolean wrong) {
    /** So many of a kind. */
    public record Count(String what, String number) {}
  }

  @GetMapping("/console/rights")
  ResponseEntity<String> start(Desk desk) {
    return Listing.of(desk, "rights")
        .columns("person")
        .above(Listing.link(desk.words().say("rights.find"), "/console/people"))
        .show();
  }

  @GetMapping("/console/rights/{id:" + Desk.ID + "}")
  ResponseEntity<String> preview(@PathVariable("id") String id, Desk desk) {
    return preview(id, desk, false);
  }

  private static ResponseEntity<String> preview(String id, Desk desk, boolean wrong) {
    Patient patient = desk.fhir().read(Patient.class, id);
    Parameters in = new Parameters();
    in.addParameter("preview", new BooleanType(true));
    Parameters answer = desk.fhir().operate("Patient", id, "$erase", in, Parameters.class);
    List<Erasure.Count> counts =
        answer.getParameter().stream()
            .filter(one -> one.getValue() instanceof IntegerType)
            .map(
                one ->
                    new Erasure.Count(
                        desk.words().or("rights.count." + one.getName(), one.getName()),
                        one.getValue().primitiveValue()))
            .toList();
    return desk.page(
        "rights.title", "consent/rights.jte", new Erasure(id, People.name(patient), counts, wrong));
  }

  @PostMapping("/console/rights/{id:" + Desk.ID + "}/erase")
  ResponseEntity<String> erase(@PathVariable("id") String id, Desk desk) {
    Patient patient = desk.fhir().read(Patient.class, id);
    if (!People.name(patient).equalsIgnoreCase(desk.asked("typed", ""))) {
      return preview(id, desk, true);
    }
    desk.fhir().operate("Patient", id, "$erase", new Parameters(), Parameters.class);
    return desk.done("rights.done").on("/console/rights");
  }
}

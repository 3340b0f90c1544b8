package org.rapport.server.console.person;

import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.console.Desk;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows what is withheld of a person, for an hour, with a reason that compliance reads. */
@RestController
class BreakGlass {
  @PostMapping("/console/people/{id:" + Desk.ID + "}/glass")
  ResponseEntity<String> open(@PathVariable("id") String id, Desk desk) {
    Parameters in = new Parameters();
    in.addParameter("reason", new StringType(desk.asked("reason", "")));
    desk.fhir().operate("Patient", id, "$break-glass", in, Parameters.class);
    return desk.done("glass.done").on("/console/people/" + id);
  }
}

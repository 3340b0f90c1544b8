package org.rapport.server.console.person;

import java.util.Set;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.console.Desk;
import org.rapport.terminology.OverrideReason;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Pauses, resumes and stops a person's journey, leaves a step out or sends it now, with a reason.
 */
@RestController
class SteerJourney {
  private static final Set<String> ACTS =
      Set.of("pause", "resume", "stop", "skip-step", "send-now");

  @PostMapping("/console/people/{id:" + Desk.ID + "}/journeys/{plan:" + Desk.ID + "}/{act}")
  ResponseEntity<String> steer(
      @PathVariable("id") String patient,
      @PathVariable("plan") String plan,
      @PathVariable("act") String act,
      Desk desk) {
    if (!ACTS.contains(act)) {
      return ResponseEntity.notFound().build();
    }
    Parameters in = new Parameters();
    in.addParameter(
        "reason", new StringType(desk.asked("reason", OverrideReason.PATIENT_REQUEST.code())));
    if (desk.asked("step") != null) {
      in.addParameter("step", new StringType(desk.asked("step")));
    }
    if (desk.asked("note") != null) {
      in.addParameter("note", new StringType(desk.asked("note")));
    }
    desk.fhir().operate("CarePlan", plan, "$" + act, in, CarePlan.class);
    return desk.done("journey.done." + act).on("/console/people/" + patient);
  }
}

package org.rapport.server.console.consent;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Listing;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who saw or changed what, and whether the trail is as it was written. */
@RestController
class AuditPage {
  private static final int ROWS = 50;

  @GetMapping("/console/audit")
  ResponseEntity<String> show(Desk desk) {
    String day = desk.asked("day");
    String patient = desk.asked("patient");
    String action = desk.asked("action", "");
    Bundle found =
        desk.fhir()
            .get(
                "AuditEvent?_sort=-date&_count="
                    + ROWS
                    + (desk.asked("after") == null ? "" : "&_offset=" + number(desk.asked("after")))
                    + (day == null
                        ? ""
                        : "&date=ge" + day + "&date=lt" + LocalDate.parse(day).plusDays(1))
                    + (patient == null ? "" : "&patient=" + patient)
                    + (action.isEmpty() ? "" : "&action=" + action));
    Listing list =
        Listing.of(desk, "audit")
            .date("day", "")
            .filter(
                "action",
                List.of("C", "R", "U", "D", "E").stream()
                    .map(one -> new Frame.Option(one, desk.words().say("audit.action." + one)))
                    .toList())
            .columns("when", "who", "did", "about", "outcome");
    list.above(Listing.link(desk.words().say("audit.verify"), desk.with("verify", "true")));
    if (desk.asked("verify") != null) {
      verify(desk, list);
    }
    for (Bundle.BundleEntryComponent one : found.getEntry()) {
      if (one.getResource() instanceof AuditEvent event) {
        row(desk, list, event);
      }
    }
    if (found.getEntry().size() == ROWS) {
      int from = desk.asked("after") == null ? 0 : number(desk.asked("after"));
      list.next(desk.with("after", Integer.toString(from + ROWS)));
    }
    return list.show();
  }

  private static int number(String text) {
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
  }

  private static void verify(Desk desk, Listing list) {
    Parameters answer = desk.fhir().ask("AuditEvent/$verify");
    boolean valid = false;
    String checked = "0";
    String bad = null;
    for (Parameters.ParametersParameterComponent one : answer.getParameter()) {
      switch (one.getName()) {
        case "valid" -> valid = "true".equals(one.getValue().primitiveValue());
        case "checked" -> checked = one.getValue().primitiveValue();
        case "firstBad" -> bad = ((Reference) one.getValue()).getDisplay();
        default -> {
          // Nothing else is shown.
        }
      }
    }
    list.above(
        Listing.chip(
            valid
                ? desk.words().say("audit.valid", checked)
                : desk.words().say("audit.broken", bad == null ? "" : bad),
            valid ? "ok" : "late"));
  }

  private static void row(Desk desk, Listing list, AuditEvent event) {
    String who =
        event.getAgent().stream()
            .filter(AuditEvent.AuditEventAgentComponent::getRequestor)
            .map(
                one ->
                    one.hasName()
                        ? one.getName()
                        : one.getWho().hasDisplay()
                            ? one.getWho().getDisplay()
                            : one.getWho().hasReference()
                                ? one.getWho().getReference()
                                : one.getWho().getIdentifier().getValue())
            .findFirst()
            .orElse("");
    String person = null;
    List<String> about = new ArrayList<>();
    for (AuditEvent.AuditEventEntityComponent one : event.getEntity()) {
      String reference = one.getWhat().getReference();
      if (reference != null) {
        about.add(reference.length() > 34 ? reference.substring(0, 33) + "…" : reference);
        if (reference.startsWith("Patient/") && person == null) {
          person = "/console/people/" + reference.substring("Patient/".length()).split("/")[0];
        }
      }
    }
    String said =
        about.isEmpty()
            ? ""
            : about.size() == 1
                ? about.get(0)
                : desk.words().say("audit.more", about.get(0), about.size() - 1);
    list.row(
        event.getIdElement().getIdPart(),
        Listing.text(
            event.getRecorded().toInstant().atZone(desk.zone()).toLocalDate()
                + " "
                + event.getRecorded().toInstant().atZone(desk.zone()).toLocalTime().withNano(0)),
        Listing.text(who),
        Listing.text(
            desk.words()
                    .say("audit.action." + (event.hasAction() ? event.getAction().toCode() : "E"))
                + (event.hasSubtype() ? " · " + event.getSubtypeFirstRep().getCode() : "")),
        Listing.link(said, person),
        Listing.chip(
            event.hasOutcome() && !event.getOutcome().toCode().equals("0")
                ? desk.words().say("audit.refused")
                : desk.words().say("audit.done"),
            event.hasOutcome() && !event.getOutcome().toCode().equals("0") ? "warn" : "plain"));
  }
}

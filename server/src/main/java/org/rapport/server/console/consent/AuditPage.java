package org.rapport.server.console.consent;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Listing;
import org.rapport.server.console.Parts;
import org.rapport.server.console.Query;
import org.rapport.terminology.AuditSubtype;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who saw or changed what, and whether the trail is as it was written. */
@RestController
class AuditPage {
  private static final int ROWS = 50;

  @GetMapping("/console/audit")
  ResponseEntity<String> show(Desk desk) {
    LocalDate day = desk.day("day");
    int from = desk.number("after");
    List<AuditEvent> found =
        desk.fhir()
            .list(
                AuditEvent.class,
                Query.of("AuditEvent")
                    .with("_sort", "-date")
                    .with("_count", ROWS)
                    .with("_offset", from == 0 ? null : from)
                    .with("date", day == null ? null : "ge" + day)
                    .with("date", day == null ? null : "lt" + day.plusDays(1))
                    .with("patient", desk.asked("patient"))
                    .with("action", desk.asked("action")));
    Listing list =
        Listing.of(desk, "audit")
            .date("day", "")
            .filter(
                "action",
                List.of("C", "R", "U", "D", "E").stream()
                    .map(one -> new Frame.Option(one, desk.words().say("audit.action." + one)))
                    .toList())
            .columns("when", "who", "did", "about", "outcome")
            .prints();
    list.above(Listing.link(desk.words().say("audit.verify"), desk.with("verify", "true")));
    if (desk.asked("verify") != null) {
      verify(desk, list);
    }
    found.forEach(event -> row(desk, list, event));
    return list.after(found.size(), ROWS).show();
  }

  private static void verify(Desk desk, Listing list) {
    Parameters answer = desk.fhir().ask("AuditEvent/$verify");
    boolean valid = "true".equals(Parts.text(answer, "valid"));
    String bad =
        Parts.of(answer, "firstBad").stream()
            .map(one -> ((Reference) one.getValue()).getDisplay())
            .findFirst()
            .orElse("");
    list.above(
        Listing.chip(
            valid
                ? desk.words().say("audit.valid", Parts.text(answer, "checked"))
                : desk.words().say("audit.broken", bad),
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
        Listing.text(desk.times().stamp(event.getRecorded())),
        Listing.text(who),
        Listing.text(
            desk.words()
                    .say("audit.action." + (event.hasAction() ? event.getAction().toCode() : "E"))
                + kind(desk, event)),
        Listing.link(said, person),
        Listing.chip(
            event.hasOutcome() && !event.getOutcome().toCode().equals("0")
                ? desk.words().say("audit.refused")
                : desk.words().say("audit.done"),
            event.hasOutcome() && !event.getOutcome().toCode().equals("0") ? "warn" : "plain"));
  }

  // Of ours; what HTTP calls it says no more than the action.
  private static String kind(Desk desk, AuditEvent event) {
    return AuditSubtype.SYSTEM.equals(event.getSubtypeFirstRep().getSystem())
        ? " · " + desk.name(AuditSubtype.SYSTEM, event.getSubtypeFirstRep().getCode())
        : "";
  }
}

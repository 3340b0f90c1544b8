package org.rapport.server.console.consent;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Listing;
import org.rapport.server.console.Parts;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.rapport.terminology.AuditSubtype;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who saw or changed what, and whether the trail is as it was written. */
@RestController
class AuditPage {
  private static final int ROWS = 50;
  private static final int LONGEST = 34;
  private static final String PATIENT = "Patient/";

  /** The address of the API, what is below it, and what was searched by. */
  private static final Pattern ASKED = Pattern.compile("(?:\\S*?/fhir/)?([^?]*).*", Pattern.DOTALL);

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
    Map<String, Patient> people =
        desk.people(
            found.stream().map(AuditPage::patient).filter(Objects::nonNull).distinct().toList());
    found.forEach(event -> row(desk, list, event, people));
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

  private static void row(Desk desk, Listing list, AuditEvent event, Map<String, Patient> people) {
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
    String person = patient(event);
    List<String> about =
        event.getEntity().stream()
            .map(one -> one.getWhat().getReference())
            .filter(Objects::nonNull)
            .toList();
    String first =
        people.containsKey(person)
            ? People.name(people.get(person))
            : about.isEmpty() ? "" : shortened(about.get(0));
    String said =
        about.size() < 2 ? first : desk.words().say("audit.more", first, about.size() - 1);
    list.row(
        event.getIdElement().getIdPart(),
        Listing.text(desk.times().stamp(event.getRecorded())),
        Listing.text(who),
        Listing.text(
            desk.words()
                    .say("audit.action." + (event.hasAction() ? event.getAction().toCode() : "E"))
                + kind(desk, event)),
        Listing.link(said, person == null ? null : "/console/people/" + person),
        Listing.chip(
            event.hasOutcome() && !event.getOutcome().toCode().equals("0")
                ? desk.words().say("audit.refused")
                : desk.words().say("audit.done"),
            event.hasOutcome() && !event.getOutcome().toCode().equals("0") ? "warn" : "plain"));
  }

  /** The first patient that it is about; null: none. */
  private static String patient(AuditEvent event) {
    return event.getEntity().stream()
        .map(one -> one.getWhat().getReference())
        .filter(one -> one != null && one.startsWith(PATIENT))
        .map(one -> one.substring(PATIENT.length()).split("/", 2)[0])
        .findFirst()
        .orElse(null);
  }

  private static String shortened(String reference) {
    return reference.length() > LONGEST ? reference.substring(0, LONGEST - 1) + "…" : reference;
  }

  // Of ours; of what HTTP has, the address that was asked, without what was searched by.
  private static String kind(Desk desk, AuditEvent event) {
    if (AuditSubtype.SYSTEM.equals(event.getSubtypeFirstRep().getSystem())) {
      return " · " + desk.name(AuditSubtype.SYSTEM, event.getSubtypeFirstRep().getCode());
    }
    return event.getEntity().stream()
        .filter(AuditEvent.AuditEventEntityComponent::hasQuery)
        .map(one -> new String(one.getQuery(), StandardCharsets.UTF_8))
        .map(asked -> ASKED.matcher(asked).replaceFirst("$1"))
        .filter(path -> !path.isEmpty())
        .map(path -> " · " + shortened(path))
        .findFirst()
        .orElse("");
  }
}

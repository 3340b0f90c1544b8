package org.rapport.server.console.consent;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Listing;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What was permitted and what was not, newest first, with the words that were shown. */
@RestController
class ConsentsPage {
  private static final int ROWS = 50;

  @GetMapping("/console/consents")
  ResponseEntity<String> show(Desk desk) {
    String patient = desk.asked("patient");
    int from = desk.number("after");
    List<Consent> found =
        desk.fhir()
            .list(
                Consent.class,
                Query.of("Consent")
                    .with("_sort", "-date")
                    .with("_count", ROWS)
                    .with("_offset", from == 0 ? null : from)
                    .with("patient", patient)
                    .with("status", desk.asked("status")));
    Listing list =
        Listing.of(desk, "consents")
            .filter(
                "status",
                List.of("active", "proposed", "inactive", "rejected").stream()
                    .map(one -> new Frame.Option(one, desk.words().say("consent.status." + one)))
                    .toList())
            .columns("when", "person", "what", "state", "how")
            .prints();
    if (patient != null) {
      list.above(Listing.link(desk.words().say("why.person"), "/console/people/" + patient));
    }
    Map<String, Patient> people =
        desk.people(found.stream().map(ConsentsPage::person).filter(Objects::nonNull).toList());
    found.forEach(consent -> row(desk, list, consent, people.get(person(consent))));
    return list.after(found.size(), ROWS).show();
  }

  private static String person(Consent consent) {
    return consent.getPatient().getReferenceElement().getIdPart();
  }

  private static void row(Desk desk, Listing list, Consent consent, Patient patient) {
    boolean permit = consent.getProvision().getType() == Consent.ConsentProvisionType.PERMIT;
    StringBuilder what = new StringBuilder();
    consent.getCategory().forEach(one -> add(what, desk.name(one)));
    consent.getProvision().getCode().forEach(one -> add(what, desk.name(one)));
    consent
        .getProvision()
        .getPurpose()
        .forEach(one -> add(what, desk.name(one.getSystem(), one.getCode())));
    String person = person(consent);
    list.row(
        consent.getIdElement().getIdPart(),
        Listing.text(
            consent.hasDateTime() ? desk.times().full(consent.getDateTime().toInstant()) : ""),
        Listing.link(
            patient == null ? desk.words().say("person.unknown") : People.name(patient),
            person == null ? null : "/console/people/" + person),
        Listing.text(desk.words().say(permit ? "thread.permit" : "thread.deny") + ": " + what),
        Listing.chip(
            desk.words().say("consent.status." + consent.getStatus().toCode()),
            consent.getStatus() == Consent.ConsentState.ACTIVE ? permit ? "ok" : "warn" : "plain"),
        Listing.text(
            EvidenceWords.of(desk, consent.getExtensionByUrl(Extensions.CONSENT_EVIDENCE))));
  }

  private static void add(StringBuilder text, String part) {
    if (part != null && !part.isBlank()) {
      text.append(text.isEmpty() ? "" : " · ").append(part);
    }
  }
}

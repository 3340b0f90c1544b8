package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Task;

/** What the server's record says about messages to patients, read as any FHIR client would. */
final class Outreach {
  static final String BASE = "https://rapport.example.org/fhir";
  private static final String STEP = BASE + "/StructureDefinition/journey-step";

  /** The reminders that wait for their day; other journeys may have messages about a visit too. */
  static final Set<String> REMINDERS = Set.of("preparation", "reminder", "last-reminder");

  private final FhirClient fhir;

  Outreach(FhirClient fhir) {
    this.fhir = fhir;
  }

  /** A CommunicationRequest in the words of a scenario; reason is empty when there is none. */
  record Planned(String id, String version, String step, String status, String reason, Instant at) {
    static Planned of(CommunicationRequest request) {
      Extension step = request.getExtensionByUrl(STEP);
      return new Planned(
          request.getIdElement().getIdPart(),
          request.getIdElement().getVersionIdPart(),
          step == null ? "" : step.getExtensionByUrl("step").getValue().primitiveValue(),
          request.getStatus().toCode(),
          code(request.getStatusReason()),
          request.getOccurrenceDateTimeType().getValue().toInstant());
    }
  }

  private static String code(CodeableConcept concept) {
    return concept.hasCoding() ? concept.getCodingFirstRep().getCode() : "";
  }

  /** Everything planned about a visit, in order of time. */
  List<Planned> planned(String visit) {
    return fhir.search(CommunicationRequest.class, "about=Appointment/" + visit).stream()
        .map(Planned::of)
        .sorted(Comparator.comparing(Planned::at).thenComparing(Planned::id))
        .toList();
  }

  /** Whether a text is what a patient gets whose visit was called off. */
  static boolean isOfferOfAnotherTime(GatewayStub.Received text) {
    return text.body().contains("will not take place");
  }

  /** Everything planned for a patient, also about visits that are gone. */
  List<Planned> plannedFor(Person person) {
    return fhir.search(CommunicationRequest.class, "patient=" + person.id()).stream()
        .map(Planned::of)
        .sorted(Comparator.comparing(Planned::at).thenComparing(Planned::id))
        .toList();
  }

  Planned step(String visit, String step) {
    List<Planned> found = planned(visit).stream().filter(p -> p.step().equals(step)).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  /** The visit that an EHR's filler id stands for. */
  Appointment visit(String filler) {
    List<Appointment> found =
        fhir.search(Appointment.class, "identifier=" + SiuMessages.APPOINTMENTS + "%7C" + filler);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  String visitId(String filler) {
    return visit(filler).getIdElement().getIdPart();
  }

  /** How a planned message ended. */
  Communication outcome(Planned planned) {
    List<Communication> found =
        fhir.search(Communication.class, "based-on=CommunicationRequest/" + planned.id());
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  /** Refused for good: the same reason on the request and on its one Communication. */
  void assertNotDone(Planned planned, String reason) {
    assertThat(planned.status()).isEqualTo("revoked");
    assertThat(planned.reason()).isEqualTo(reason);
    Communication outcome = outcome(planned);
    assertThat(outcome.getStatus()).isEqualTo(Communication.CommunicationStatus.NOTDONE);
    assertThat(code(outcome.getStatusReason())).isEqualTo(reason);
  }

  /** Tasks of a code of ours. */
  List<Task> tasks(String code) {
    return fhir.search(Task.class, "code=" + BASE + "/CodeSystem/task-code%7C" + code);
  }
}

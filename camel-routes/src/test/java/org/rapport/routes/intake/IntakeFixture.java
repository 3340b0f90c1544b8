package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.rapport.routes.intake.sender.SenderProfiles;
import org.rapport.routes.intake.store.InMemoryFhirStore;

/** An intake over an in-memory store, with the questions tests ask of it. */
final class IntakeFixture {

  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final ZoneId CHICAGO = ZoneId.of("America/Chicago");

  final InMemoryFhirStore store = new InMemoryFhirStore();
  final AppointmentIntake intake;

  IntakeFixture() {
    this(SenderProfiles.defaults(CHICAGO));
  }

  IntakeFixture(SenderProfiles senders) {
    intake = new AppointmentIntake(store, senders, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  String send(byte[] raw) {
    return new String(intake.accept(raw), StandardCharsets.UTF_8);
  }

  String send(TestMessages message) {
    return send(message.bytes());
  }

  IntakeFixture accepts(TestMessages message) {
    assertThat(send(message)).contains("\rMSA|AA|");
    return this;
  }

  Appointment appointment() {
    List<Appointment> all = store.all(Appointment.class);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  String status() {
    return appointment().getStatus().toCode();
  }

  Instant start() {
    return appointment().getStart() == null ? null : appointment().getStart().toInstant();
  }

  Patient patient() {
    List<Patient> all = store.all(Patient.class);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  List<Task> tasks(String code) {
    return store.all(Task.class).stream()
        .filter(t -> code.equals(t.getCode().getCodingFirstRep().getCode()))
        .toList();
  }

  /** Reference types of the participants in order, such as Patient, Location, Practitioner. */
  List<String> participantTypes() {
    return appointment().getParticipant().stream()
        .map(p -> p.getActor().getReference().split("/")[0])
        .toList();
  }
}

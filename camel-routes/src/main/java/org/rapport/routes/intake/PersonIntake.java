package org.rapport.routes.intake;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.siu.PatientKey;
import org.rapport.routes.intake.siu.PersonEvent;
import org.rapport.routes.intake.siu.PersonMapping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies one ADT that tells a patient's own data (A04, A08, A28, A31) to the record that SIU's PID
 * writes too, and keeps the message. Idempotent; an older message changes nothing. An update of
 * somebody whom nobody knows changes nothing either, unless the sender's profile has it otherwise.
 */
final class PersonIntake {
  private static final Logger LOG = LoggerFactory.getLogger(PersonIntake.class);

  private final ApplyOnce once;
  private final StoredPatients patients;
  private final PersonMapping mapping;

  PersonIntake(ApplyOnce once, StoredPatients patients, Clock clock) {
    this.once = once;
    this.patients = patients;
    this.mapping = new PersonMapping(clock);
  }

  Answer apply(Received received, PersonEvent event) {
    return once.apply(
        received,
        () -> {
          List<PatientKey> keys = PatientKey.named(received.message(), received.sender());
          return patients.holding(keys, stored -> applied(received, event, keys, stored));
        });
  }

  private Answer applied(
      Received received, PersonEvent event, List<PatientKey> keys, Map<String, Patient> stored) {
    PersonMapping.Result result =
        mapping.map(
            new PersonMapping.Request(
                received.raw(), received.message(), event, received.sender(), keys),
            stored);
    String text =
        String.join(
            "; ",
            Stream.concat(Stream.of(result.outcome().words()), result.notes().stream()).toList());
    Answer answer = once.commit(received, result.transaction(), text);
    LOG.info("{}: {}", received.words(), result.outcome());
    return answer;
  }
}

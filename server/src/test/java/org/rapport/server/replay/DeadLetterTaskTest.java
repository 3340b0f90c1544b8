package org.rapport.server.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.routes.intake.siu.DeadLetter;

/** What the Task of a dead letter says, as the intake writes it. */
class DeadLetterTaskTest {
  private static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");
  private static final Fault NO_PID =
      Fault.at(Hl7Error.REQUIRED_FIELD_MISSING, "PID", 3, "Patient identifier is missing");

  private static Task task(String type, String control, String facility, Fault fault) {
    return (Task)
        DeadLetter.of(
                "MSH|".getBytes(StandardCharsets.UTF_8),
                SenderProfile.defaults("SCHED", facility, ZoneOffset.UTC),
                type,
                control,
                fault,
                NOW)
            .transaction()
            .getEntry()
            .get(1)
            .getResource();
  }

  @ParameterizedTest
  @CsvSource({"C1,NORTH", "'',NORTH", "C1,'St. Mary from Here'", "'a b',''"})
  void senderFaultAndMessageAreReadBack(String control, String facility) {
    DeadLetterTask letter = DeadLetterTask.of(task("SIU^S12", control, facility, NO_PID));

    assertThat(letter.sender()).isEqualTo("SCHED:" + facility);
    assertThat(letter.fault()).isEqualTo("101 PID-3");
    assertThat(letter.hasFault("101 PID-3")).isTrue();
    assertThat(letter.hasFault("101")).isTrue();
    assertThat(letter.hasFault("101 PID")).isFalse();
    assertThat(letter.message()).isPresent();
  }

  @Test
  void aSecondFaultStandsBeforeTheFirst_andTheFirstIsNotForgotten() {
    Task task = task("SIU^S12", "C1", "NORTH", NO_PID);
    Fault unkeyed = Fault.at(Hl7Error.REQUIRED_FIELD_MISSING, "SCH", 2, "No key");
    Fault server = Fault.general(Hl7Error.APPLICATION_INTERNAL, "");

    for (Fault fault : List.of(unkeyed, server, NO_PID, unkeyed)) {
      DeadLetterTask.of(task).refused("AE", fault, null, "ingo", NOW);
    }

    assertThat(task.getStatusReason().getText())
        .isEqualTo("101 SCH-2, No key; before: 101 PID-3, Patient identifier is missing");
    assertThat(DeadLetterTask.of(task).fault()).isEqualTo("101 SCH-2");
    assertThat(task.getStatusReason().getCoding()).hasSize(2);
    assertThat(task.getNote()).hasSize(4);
    assertThat(task.getStatus()).isEqualTo(TaskStatus.REQUESTED);
  }

  @Test
  void whatWasDealtWithSaysWhen() {
    Task task = task("SIU^S12", "C1", "NORTH", NO_PID);
    DeadLetterTask.of(task)
        .stillOpen()
        .applied("Stored", "PID added", "ingo", NOW, List.of("Provenance/p/_history/1"));

    assertThat(((Reference) task.getOutputFirstRep().getValue()).getReference())
        .isEqualTo("Provenance/p");
    assertThatThrownBy(() -> DeadLetterTask.of(task).stillOpen())
        .isInstanceOf(ResourceVersionConflictException.class)
        .hasMessageContaining("replayed on 2027-03-01T15:00:00Z");
    assertThatThrownBy(() -> DeadLetterTask.of(new Task()))
        .isInstanceOf(UnprocessableEntityException.class);
  }

  @Test
  void onlyAMergeThatMightHaveBeenMayMerge() {
    Fault notPermitted = Fault.at(Hl7Error.APPLICATION_INTERNAL, "MSH", 3, "Not permitted");

    assertThat(DeadLetterTask.of(task("ADT^A40", "C1", "NORTH", NO_PID)).mayMerge()).isTrue();
    assertThat(DeadLetterTask.of(task("ADT^A40", "C1", "NORTH", notPermitted)).mayMerge())
        .isFalse();
    assertThat(DeadLetterTask.of(task("ADT^A37", "C1", "NORTH", NO_PID)).mayMerge()).isTrue();
    assertThat(DeadLetterTask.of(task("ADT^A28", "C1", "NORTH", NO_PID)).mayMerge()).isFalse();
    assertThat(DeadLetterTask.of(task("SIU^S12", "C1", "NORTH", NO_PID)).mayMerge()).isFalse();
  }
}

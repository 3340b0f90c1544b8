package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rapport.routes.intake.TestMessages.siu;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.routes.intake.hl7.Acknowledgements;
import org.rapport.routes.intake.store.StoreConflictException;
import org.rapport.routes.intake.store.StoreRefusedException;
import org.rapport.routes.intake.store.StoreUnavailableException;

/** AE, AR and dead letters. */
class RefusedMessagesTest {

  private final IntakeFixture fixture = new IntakeFixture();

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "GET / HTTP/1.1\r\n\r\n", "MSH", "MSHA", "PID|1||2", "{}"})
  void rejectsWhatIsNotHl7(String garbage) {
    String ack = fixture.send(garbage.getBytes(StandardCharsets.UTF_8));

    assertThat(ack).startsWith("MSH|^~\\&|").contains("\rMSA|AR||").contains("\rERR||MSH^1|100^");
    assertThat(fixture.store.commits()).isZero();
  }

  /** Who sent it reads the answer with the delimiters that it knows, not with broken ones. */
  @ParameterizedTest
  @ValueSource(
      strings = {"MSH}|^~\\&|A", "MSHA|^~\\&|A", "MSH\\&|A|", "MSH\u00ed|^~\\&|A", "MSH\"|^~\\&|A"})
  void answersBrokenDelimitersWithTheStandardOnes(String start) {
    String ack =
        fixture.send(
            siu("S12")
                .text()
                .replaceFirst("MSH\\|\\^~\\\\&\\|", Matcher.quoteReplacement(start))
                .getBytes());

    assertThat(ack).startsWith("MSH|^~\\&|").contains("\rMSA|AR|").endsWith("\r");
  }

  @Test
  void rejectsTwoMessagesInOneFrame() {
    assertThat(fixture.send((siu("S12").text() + siu("S15").text()).getBytes()))
        .contains("\rMSA|AR|MSG-1|");
  }

  @Test
  void rejectsMoreThanOneMebibyte() {
    String ack = fixture.send(siu("S12").line("NTE|1||" + "x".repeat(1024 * 1024)));

    assertThat(ack).contains("\rMSA|AR|MSG-1|").contains("|104^Value too long^HL70357|E|");
  }

  @ParameterizedTest
  @CsvSource({
    "ADT^A01^ADT_A01,201",
    "ADT,201",
    "ORU^R01,200",
    "'',200",
    "ACK,200",
    "SIU^S99,201",
    "SIU,201",
    "SIU^A08^SIU_S12,201"
  })
  void rejectsOtherMessages(String type, String code) {
    assertThat(fixture.send(siu("S12").with("MSH", 9, type)))
        .contains("\rMSA|AR|MSG-1|")
        .contains("\rERR||MSH^1^9|" + code + "^");
    assertThat(fixture.store.commits()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"SCH,SCH^1,101", "PID,PID^1,101"})
  void refusesAMessageWithoutItsCore(String segment, String location, String code) {
    String ack = fixture.send(siu("S12").without(segment));

    assertThat(ack).contains("\rMSA|AE|MSG-1|").contains("\rERR||" + location + "|" + code + "^");
    assertThat(fixture.store.all(Appointment.class)).isEmpty();
    assertThat(fixture.tasks("dead-letter")).hasSize(1);
  }

  @Test
  void refusesAMessageWithoutAppointmentId() {
    assertThat(fixture.send(siu("S12").with("SCH", 1, "").with("SCH", 2, "^NS")))
        .contains("\rERR||SCH^1^2|101^Required field missing^HL70357|E||||");
  }

  @Test
  void refusesAPatientWithoutId() {
    assertThat(fixture.send(siu("S12").with("PID", 3, "^^^NORTH^MR")))
        .contains("\rERR||PID^1^3|101^");
  }

  @Test
  void refusesABookingWithoutTime() {
    assertThat(fixture.send(siu("S12").without("TQ1"))).contains("\rERR||SCH^1^11|101^");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tomorrow", "20261308", "20260230090000", "2026120825", "99"})
  void refusesABookingWhoseTimeCannotBeRead(String time) {
    assertThat(fixture.send(siu("S12").with("TQ1", 7, time)))
        .contains("\rMSA|AE|MSG-1|")
        .contains("\rERR||TQ1^1^7|102^Data type error^HL70357|E|");
  }

  @Test
  void ignoresABadDateInAnOptionalField() {
    fixture.accepts(siu("S12").with("PID", 7, "unknown").with("TQ1", 8, "later"));

    assertThat(fixture.patient().hasBirthDate()).isFalse();
  }

  @Test
  void keepsOneDeadLetterHoweverOftenAMessageIsSent() {
    for (int i = 0; i < 20; i++) {
      assertThat(fixture.send(siu("S12").without("PID"))).contains("\rMSA|AE|");
    }

    assertThat(fixture.store.all(Binary.class))
        .singleElement()
        .satisfies(b -> assertThat(b.getData()).isEqualTo(siu("S12").without("PID").bytes()));
    assertThat(fixture.tasks("dead-letter"))
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.getStatus()).isEqualTo(TaskStatus.REQUESTED);
              assertThat(task.getDescription())
                  .isEqualTo(
                      "SIU^S12 MSG-1 from SCHED:NORTH not applied: 101 PID, Patient identification"
                          + " is missing");
              assertThat(task.getInputFirstRep().getValue().isEmpty()).isFalse();
            });
  }

  @Test
  void doesNotReopenADeadLetterAPersonClosed() {
    fixture.send(siu("S12").without("PID"));
    Task closed = fixture.tasks("dead-letter").get(0).setStatus(TaskStatus.COMPLETED);
    fixture.store.save(closed);

    fixture.send(siu("S12").without("PID"));

    assertThat(fixture.tasks("dead-letter").get(0).getStatus()).isEqualTo(TaskStatus.COMPLETED);
  }

  @Test
  void keepsAsDeadLetterWhatTheServerRefuses() {
    fixture.store.beforeCommit(
        bundle -> {
          if (bundle.getEntry().stream().anyMatch(e -> e.getResource() instanceof Appointment)) {
            throw new StoreRefusedException(422);
          }
        });

    assertThat(fixture.send(siu("S12")))
        .contains("\rMSA|AE|MSG-1|")
        .contains("|207^Application internal error^HL70357|E|");
    assertThat(fixture.tasks("dead-letter")).hasSize(1);
  }

  @Test
  void appliesARepeatedMessageOnceTheServerTakesIt() {
    keepsAsDeadLetterWhatTheServerRefuses();
    fixture.store.beforeCommit(bundle -> {});

    fixture.accepts(siu("S12"));

    assertThat(fixture.status()).isEqualTo("booked");
  }

  @Test
  void leavesAnUnreachableServerToTheRoute() {
    fixture.store.beforeCommit(
        bundle -> {
          throw new StoreUnavailableException(0);
        });

    assertThatThrownBy(() -> fixture.send(siu("S12")))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(new String(fixture.intake.notAccepted(siu("S12").bytes(), null)))
        .contains("\rMSA|AE|MSG-1|")
        .contains("\rERR|||207^");
  }

  @Test
  void swapsSenderAndReceiverInTheAnswer() {
    assertThat(fixture.send(siu("S12").with("MSH", 18, "UNICODE UTF-8")))
        .matches(
            "(?s)MSH\\|\\^~\\\\&\\|ENGAGE\\|HUB\\|SCHED\\|NORTH\\|20261123120000\\.000\\+0000\\|"
                + "\\|ACK\\^S12\\^ACK\\|RP[0-9A-Z]+\\|P\\|2\\.5\\.1\\|\\|\\|\\|\\|\\|"
                + "UNICODE UTF-8\\rMSA\\|AA\\|MSG-1\\|Stored\\r");
  }

  @Test
  void neverSaysWhoThePatientIs() {
    String ack =
        fixture.send(siu("S12").with("SCH", 2, "").with("SCH", 1, "").with("PID", 5, "Secret"));

    assertThat(ack).doesNotContain("Secret").doesNotContain("Exception");
    assertThat(fixture.tasks("dead-letter").get(0).getDescription()).doesNotContain("Secret");
  }

  @Test
  void saysWhyTheServerRefusesInAnswerAndTask() {
    fixture.store.beforeCommit(
        bundle -> {
          if (bundle.getEntry().stream().anyMatch(e -> e.getResource() instanceof Appointment)) {
            throw new StoreRefusedException(422, "Appointment.priority (value)");
          }
        });

    assertThat(fixture.send(siu("S12")))
        .contains("|The server refuses it for Appointment.priority (value)\r");
    assertThat(fixture.tasks("dead-letter").get(0).getDescription())
        .isEqualTo(
            "SIU^S12 MSG-1 from SCHED:NORTH not applied: 207, The server refuses it for"
                + " Appointment.priority (value)");
  }

  @Test
  void keepsAsDeadLetterWhatNoReadingAgainWillEverStore() {
    String answer =
        new String(
            fixture.intake.notAccepted(siu("S12").bytes(), new StoreConflictException(409, false)));

    assertThat(answer).contains("\rMSA|AE|MSG-1|").doesNotContain("send again");
    assertThat(fixture.tasks("dead-letter")).hasSize(1);
    assertThat(
            new String(
                fixture.intake.notAccepted(siu("S12").bytes(), new StoreConflictException(409))))
        .contains("send again");
  }

  /** Its Task says already that it could not be mapped. */
  @Test
  void aDeadLetterThatIsTriedAgainIsToldAndNotKeptOnceMore() {
    byte[] message = siu("S12").without("PID").bytes();

    Answer refused = fixture.intake.again(message, false);
    assertThat(refused.code()).isEqualTo(Acknowledgements.Code.AE);
    assertThat(refused.fault().orElseThrow().reason()).isEqualTo("101 PID");
    assertThat(fixture.store.commits()).isZero();

    assertThat(fixture.intake.again(siu("S12").bytes(), false).isAccepted()).isTrue();
    assertThat(fixture.status()).isEqualTo("booked");
  }
}

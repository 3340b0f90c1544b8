package org.rapport.routes.intake.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rapport.routes.intake.trial.MessageTrial.Outcome;

/** Messages tried from files: the example of the docs, and what a trial says of others. */
class MessageTrialTest {
  private static final Path EXAMPLE = Path.of("../docs/examples/dialect");
  private static final Path BOOKED = EXAMPLE.resolve("booked-then-called-off");

  private final MessageTrial trial =
      new MessageTrial(
          "",
          ZoneId.of("America/Toronto"),
          Clock.fixed(Instant.parse("2027-03-01T15:00:00Z"), ZoneOffset.UTC),
          Plans.NONE);

  @TempDir private Path folder;

  private Path copy(String expected) throws IOException {
    Path one = Files.createDirectories(folder.resolve("case"));
    for (String name : new String[] {"1-book.hl7", "2-call-off.hl7"}) {
      Files.copy(BOOKED.resolve(name), one.resolve(name));
    }
    Files.copy(EXAMPLE.resolve("senders.yaml"), folder.resolve("senders.yaml"));
    if (expected != null) {
      Files.writeString(one.resolve("expected.json"), expected);
    }
    return one;
  }

  @Test
  void theExampleOfTheDocsIsAsItSays() throws IOException {
    assertThat(MessageTrial.cases(EXAMPLE)).hasSize(3);
    for (Path one : MessageTrial.cases(EXAMPLE)) {
      assertThat(trial.run(one).differences()).as(one.toString()).isEmpty();
    }
  }

  /** A sender with fields and words of its own, added by its files alone. */
  @Test
  void theExampleOfOwnFieldsAndWordsIsAsItSays() throws IOException {
    Path ownWords = Path.of("../docs/examples/own-words");
    assertThat(MessageTrial.cases(ownWords)).hasSize(2);
    for (Path one : MessageTrial.cases(ownWords)) {
      assertThat(trial.run(one).differences()).as(one.toString()).isEmpty();
    }
  }

  /** The sender's own words are in SCH-25, and it is the file that says what they mean. */
  @Test
  void withoutItsWordsTheExampleIsSomethingElse() throws IOException {
    Path arrived = Files.createDirectories(folder.resolve("arrived"));
    for (String name : new String[] {"1-book.hl7", "2-arrive.hl7", "expected.json"}) {
      Files.copy(EXAMPLE.resolve("arrived").resolve(name), arrived.resolve(name));
    }
    Files.writeString(
        folder.resolve("senders.yaml"),
        Files.readString(EXAMPLE.resolve("senders.yaml")).replace("DA: arrived", "XX: arrived"));

    assertThat(trial.run(arrived).differences())
        .containsExactly("resources[1] Appointment.status: expected \"arrived\", is \"booked\"");
  }

  @Test
  void whatIsOtherwiseIsSaidByItsPlace() throws IOException {
    Path one =
        copy(
            """
            {"answers": ["AA", "AE 101 SCH-2", "AA"],
             "resources": [
               {"resourceType": "Appointment", "status": "booked"},
               {"resourceType": "Patient", "telecom": [{"value": "+1"}]},
               {"resourceType": "Slot"}]}\
            """);

    Outcome outcome = trial.run(one);

    assertThat(outcome.messages()).isEqualTo(2);
    assertThat(outcome.differences())
        .containsExactly(
            "answers[1]: expected AE 101 SCH-2, is AA",
            "answers[2]: expected AA, is no message",
            "resources[0] Appointment.status: expected \"booked\", is \"cancelled\"",
            "resources[1] Patient.telecom[0].value: expected \"+1\", is \"+436645550142\"",
            "resources[2]: there is no Slot");
  }

  @Test
  void twoThatAreExpectedAreTwo() throws IOException {
    Path one =
        copy(
            """
            {"answers": ["AA", "AA"],
             "resources": [{"resourceType": "Patient"}, {"resourceType": "Patient"}]}\
            """);

    assertThat(trial.run(one).differences()).containsExactly("resources[1]: there is no Patient");
  }

  @Test
  void whatComesIsWrittenDown_andIsThenAsExpected() throws IOException {
    Path one = copy(null);
    assertThatThrownBy(() -> trial.run(one)).isInstanceOf(NoSuchFileException.class);

    trial.write(one);

    assertThat(trial.run(one).differences()).isEmpty();
    assertThat(Files.readString(one.resolve("expected.json")))
        .contains("\"cancelled\"", "Lindner")
        .doesNotContain("Provenance", "versionId");
  }
}

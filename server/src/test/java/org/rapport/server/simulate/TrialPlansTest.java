package org.rapport.server.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.routes.intake.trial.MessageTrial;
import org.rapport.routes.intake.trial.PlannedMessage;

/** Messages to patients that follow from HL7 v2 messages of files, by the journeys that ship. */
class TrialPlansTest {
  private static final ZoneId TORONTO = ZoneId.of("America/Toronto");
  private static final Path EXAMPLES = Path.of("../docs/examples");

  private final MessageTrial trial =
      new MessageTrial(
          "",
          TORONTO,
          Clock.fixed(Instant.parse("2027-03-01T15:00:00Z"), ZoneOffset.UTC),
          TrialPlans.of(TORONTO));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"dialect", "own-words"})
  void theExamplesOfTheDocsPlanWhatTheySay(String example) throws IOException {
    for (Path one : MessageTrial.cases(EXAMPLES.resolve(example))) {
      assertThat(trial.run(one).differences()).as(one.toString()).isEmpty();
    }
  }

  @Test
  void whatIsPlannedOtherwiseIsSaidByItsPlace() throws IOException {
    message("1-book.hl7", "S12", "20270301081500", "20270315140000", "FX");
    message("2-move.hl7", "S13", "20270302081500", "20270316140000", "FX");
    Files.writeString(
        folder.resolve("expected.json"),
        """
        {"answers": ["AA", "AA"], "messages": [
          {"journey": "appointment-reminders", "step": "reminder", "due": "2027-03-13T14:00-04:00"},
          {"journey": "appointment-cancelled"}]}\
        """);

    MessageTrial.Outcome outcome = trial.run(folder);

    assertThat(outcome.differences())
        .containsExactly(
            "messages[0].due: expected \"2027-03-13T14:00-04:00\", is \"2027-03-15T14:00-04:00\"",
            "messages[1]: there is no {\"journey\":\"appointment-cancelled\"}");
    assertThat(outcome.planned())
        .filteredOn(planned -> planned.step().equals("reminder"))
        .extracting(PlannedMessage::status)
        .containsExactly("revoked", "active");
  }

  private void message(String name, String event, String at, String start, String status)
      throws IOException {
    Files.writeString(
        folder.resolve(name),
        "MSH|^~\\&|A|B|RAPPORT|HUB|"
            + at
            + "||SIU^"
            + event
            + "^SIU_S12|"
            + name
            + "|P|2.5.1\rSCH|1|V-1|||||Check^Check||30|min|^^30^"
            + start
            + "||||||||||||||"
            + status
            + "\rPID|1||M-1^^^B^MR||Doe^Sam\r");
  }
}

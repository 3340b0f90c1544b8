package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.siu;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.routes.intake.hl7.Batch;

/** Several messages in one frame or file. */
class BatchTest {
  private static final String FILE = "FHS|^~\\&|SCHED|NORTH\rBHS|^~\\&|SCHED|NORTH\r";

  private final IntakeFixture fixture = new IntakeFixture();

  private static String message(String filler) {
    return siu("S12").with("SCH", 1, "P-" + filler).with("SCH", 2, filler).text();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\r\n"})
  void eachIsAppliedAndAnsweredByItself(String end) {
    String wrong = siu("S12").with("SCH", 2, "C").without("PID").text();
    String batch = FILE + message("A") + wrong + message("B") + "BTS|3\rFTS|1\r";

    String answer = fixture.send(batch.replace("\r", end).getBytes(StandardCharsets.ISO_8859_1));

    assertThat(answer).startsWith("BHS|").endsWith("BTS|3\r");
    assertThat(List.of(answer.split("\rMSA\\|")))
        .extracting(part -> part.substring(0, 2))
        .containsExactly("BH", "AA", "AE", "AA");
    assertThat(fixture.store.all(Appointment.class)).hasSize(2);
    assertThat(fixture.tasks("dead-letter")).hasSize(1);
  }

  @Test
  void theSameBatchAgainChangesNothing() {
    byte[] batch =
        (FILE + message("A") + message("B") + "BTS|2\rFTS|1\r")
            .getBytes(StandardCharsets.ISO_8859_1);
    fixture.send(batch);
    int commits = fixture.store.commits();

    assertThat(fixture.send(batch)).contains("MSA|AA").doesNotContain("MSA|AE");

    assertThat(fixture.store.commits()).isEqualTo(commits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "BHS|^~\\&|SCHED^X|NORTH|RAPPORT|US|20270301|||a comment|B-17;BHS|^~\\&|RAPPORT|US|SCHED|NORTH||||||B-17",
        "BHS$*~\\&$SCHED*X$NORTH$$$$$$$B-1|7;BHS|^~\\&|||SCHED|NORTH||||||B-17",
        "BHS|^~\\&;BHS|^~\\&",
        "BHS|;BHS|^~\\&",
      })
  void theAnswerNamesTheBatchThatItIsFor(String header, String answered) {
    byte[] batch =
        (header + "\r" + message("A") + message("B") + "BTS|2\r")
            .getBytes(StandardCharsets.ISO_8859_1);

    assertThat(fixture.send(batch)).startsWith(answered + "\rMSH|");
  }

  @Test
  void oneMessageWithABatchesHeaderIsAnsweredAsOne() {
    assertThat(
            fixture.send(
                (FILE + message("A") + "BTS|1\rFTS|1\r").getBytes(StandardCharsets.ISO_8859_1)))
        .startsWith("MSH|")
        .contains("MSA|AA");
  }

  @Test
  void twoMessagesWithoutAHeaderAreNoBatch() {
    assertThat(Batch.messages((message("A") + message("B")).getBytes())).isEmpty();
    assertThat(fixture.send((message("A") + message("B")).getBytes())).contains("MSA|AR");
  }
}

package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.siu;

import java.io.StringReader;
import java.time.ZoneId;
import org.hl7.fhir.r4.model.Appointment;
import org.junit.jupiter.api.Test;
import org.rapport.routes.intake.sender.SenderProfiles;

/** What a sender's profile says of its answers, and of what it sends for nothing. */
class SenderWishesTest {
  private final IntakeFixture fixture =
      new IntakeFixture(
          SenderProfiles.read(
              new StringReader(
                  """
                  senders:
                    - application: SCHED
                      acknowledgement: commit
                      ignore: [S14, A08]
                  """),
              ZoneId.of("America/Chicago")));

  @Test
  void theCommitIsSaidAsTheCommit() {
    assertThat(fixture.send(siu("S12"))).contains("\rMSA|CA|");
    assertThat(fixture.send(siu("S12").without("PID").with("SCH", 2, "OTHER")))
        .contains("\rMSA|CE|", "\rERR|");
    assertThat(fixture.send(siu("S99"))).contains("\rMSA|CR|");
  }

  @Test
  void whoIsHeldToItsWordIsRefusedWhatOthersAreForgiven() {
    String yaml = "senders: [{application: SCHED, strict: %s}]";
    for (boolean strict : new boolean[] {false, true}) {
      IntakeFixture at =
          new IntakeFixture(
              SenderProfiles.read(
                  new StringReader(yaml.formatted(strict)), ZoneId.of("America/Chicago")));

      assertThat(at.send(siu("S12").status("PONDERED")))
          .contains(strict ? "MSA|AE|" : "MSA|AA|")
          .contains(strict ? "\rERR||SCH^1^25|103^" : "Stored; ");
      assertThat(at.send(siu("S12").status("Booked"))).contains("MSA|AA|");
      assertThat(at.tasks("dead-letter")).hasSize(strict ? 1 : 0);
    }
  }

  @Test
  void whatIsIgnoredIsAcknowledgedAndChangesNothing() {
    fixture.send(siu("S12"));
    int commits = fixture.store.commits();

    assertThat(fixture.send(siu("S14").at("20261123000100-0600").status("Cancelled")))
        .contains("\rMSA|CA|", "ignores this event");

    assertThat(fixture.store.commits()).isEqualTo(commits);
    assertThat(fixture.store.all(Appointment.class)).hasSize(1);
    assertThat(fixture.status()).isEqualTo("booked");
  }
}

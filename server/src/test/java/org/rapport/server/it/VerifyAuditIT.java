package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.rapport.server.embedded.EmbeddedDatabase;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** {@code verify-audit} on the data of a server that was killed while it wrote. */
class VerifyAuditIT {

  @Test
  void aKilledServersTrailIsValid_untilSomebodyTakesAnEntryOut() throws Exception {
    Path data = RapportProcess.folder("audit");
    Map<String, String> settings = RapportProcess.settings(data);
    AtomicInteger written = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    RapportProcess server = RapportProcess.start(RapportProcess.serverJar(), settings);
    FhirClient fhir = new FhirClient(server.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
    Thread writer =
        new Thread(
            () -> {
              while (!over.get()) {
                try {
                  fhir.get("/Patient/" + fhir.create(new Patient()));
                  written.incrementAndGet();
                } catch (RuntimeException | AssertionError e) {
                  // It is dead by now.
                }
              }
            });
    writer.start();
    await().atMost(Duration.ofSeconds(60)).until(() -> written.get() > 20);
    server.kill();
    over.set(true);
    writer.join();

    RapportProcess sound = verify(data);
    assertThat(sound.exitCode()).as(sound.log()).isZero();
    assertThat(sound.log()).startsWith("valid: ").hasLineCount(1);

    String gone;
    try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
      JdbcTemplate jdbc =
          new JdbcTemplate(
              new DriverManagerDataSource(database.url(), database.user(), database.password()));
      gone =
          jdbc.queryForObject(
              """
              delete from rapport.audit_entry where id =
                (select entry from rapport.audit_seal where seq = 7) returning id""",
              String.class);
    }
    RapportProcess unsound = verify(data);
    assertThat(unsound.exitCode()).isEqualTo(1);
    assertThat(unsound.log())
        .startsWith("not valid: AuditEvent/" + gone + ", after 6 ")
        .hasLineCount(1);
  }

  @Test
  void whereThereIsNoTrailItSaysSo() {
    RapportProcess nothing = verify(RapportProcess.folder("no-audit"));
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.log()).contains("There is no audit trail").hasLineCount(1);
  }

  private static RapportProcess verify(Path data) {
    return RapportProcess.launch(
        RapportProcess.serverJar(), Map.of("RAPPORT_DATA", data.toString()), "verify-audit");
  }
}

package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.rapport.server.embedded.EmbeddedDatabase;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** {@code verify-audit} on the data of a server that does not run. */
final class VerifyAudit {
  private VerifyAudit() {}

  static void saysThatAllIsThere(Path data) {
    RapportProcess sound = run(data);
    assertThat(sound.exitCode()).as(sound.log()).isZero();
    assertThat(sound.log()).startsWith("valid: ").hasLineCount(1);
  }

  /** Takes an entry out, past the server. */
  static void namesWhatIsTakenOut(Path data) {
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
    RapportProcess unsound = run(data);
    assertThat(unsound.exitCode()).isEqualTo(1);
    assertThat(unsound.log())
        .startsWith("not valid: AuditEvent/" + gone + ", after 6 ")
        .hasLineCount(1);
  }

  static RapportProcess run(Path data) {
    return RapportProcess.launch(
        RapportProcess.serverJar(), Map.of("RAPPORT_DATA", data.toString()), "verify-audit");
  }
}

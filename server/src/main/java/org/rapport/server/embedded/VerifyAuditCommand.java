package org.rapport.server.embedded;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rapport.server.audit.chain.AnchorFiles;
import org.rapport.server.audit.chain.NodeKeys;
import org.rapport.server.audit.chain.Verdict;
import org.rapport.server.audit.chain.Verifier;
import org.rapport.server.config.CommandSettings;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.config.SettingsCheck;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * {@code java -jar rapport.jar verify-audit}: whether the audit trail is as it was written, in one
 * line. Starts no server, and writes nothing; of an embedded database the server has to be stopped.
 */
public final class VerifyAuditCommand {
  public static final String NAME = "verify-audit";
  private static final int TAMPERED = 1;
  private static final int NOTHING = 2;

  /**
   * Runs it by the settings of the environment.
   *
   * @return the exit code: 0, 1 where something was tampered with, 2 where there is no trail
   */
  public int run(PrintStream out, PrintStream err) {
    RapportSettings settings = settings();
    Path data = settings.data();
    if (!Files.exists(data.resolve("audit").resolve("node"))) {
      err.println("There is no audit trail of this data folder");
      return NOTHING;
    }
    Verdict verdict;
    RapportSettings.Database external = settings.database();
    if (external.external()) {
      verdict = verify(data, external.url(), external.username(), external.password());
    } else {
      try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
        verdict = verify(data, database.url(), database.user(), database.password());
      }
    }
    if (verdict.valid()) {
      out.printf(
          "valid: %d entries of the audit trail are as they were written%n", verdict.checked());
      return 0;
    }
    String bad =
        verdict.firstBad() == null ? "an entry" : "AuditEvent/" + verdict.firstBad().toString();
    out.printf(
        "not valid: %s, after %d that are as they were written: %s%n",
        bad, verdict.checked(), verdict.words());
    return TAMPERED;
  }

  private static Verdict verify(Path data, String url, String user, String password) {
    return new Verifier(
            NodeKeys.loadOrCreate(data),
            new AnchorFiles(data),
            new DriverManagerDataSource(url, user, password))
        .run();
  }

  private static RapportSettings settings() {
    StandardEnvironment environment = CommandSettings.read();
    SettingsCheck.check(environment);
    return Binder.get(environment).bind("rapport", RapportSettings.class).get();
  }
}

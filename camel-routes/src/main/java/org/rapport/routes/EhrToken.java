package org.rapport.routes;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.springframework.core.env.Environment;

/** The token for the EHR as the settings have it, for who only looks whether there is one. */
public final class EhrToken {
  private EhrToken() {}

  /**
   * Asks for one, as the routes do: with the secret, or with an assertion by our key.
   *
   * @param clock real time, as the EHR's is
   * @throws RuntimeException where there is none; its message holds no secret
   */
  public static void ask(Environment env, Clock clock) {
    String url = env.getProperty("rapport.ehr.fhir-url", "").strip();
    String tokenUrl = env.getProperty("rapport.ehr.token-url", "").strip();
    String key = env.getProperty("rapport.ehr.client-key", "").strip();
    new BearerToken(
            new ServerAccess(
                () -> url,
                () -> tokenUrl,
                env.getProperty("rapport.ehr.client-id", ""),
                env.getProperty("rapport.ehr.client-secret", ""),
                "ehr"),
            key.isEmpty()
                ? Optional.empty()
                : Optional.of(ClientAssertion.read(Path.of(key), clock)),
            env.getProperty("rapport.ehr.scope", ""))
        .header();
  }
}

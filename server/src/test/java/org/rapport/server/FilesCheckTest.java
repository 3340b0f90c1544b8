package org.rapport.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.config.InvalidSettingException;
import org.springframework.mock.env.MockEnvironment;

/** Files and values that a package of their own reads, before anything starts. */
class FilesCheckTest {
  @TempDir private Path folder;

  private final MockEnvironment env = new MockEnvironment();

  @Test
  void whenNothingIsSet_thenTheStartGoesOn() {
    assertThatCode(() -> FilesCheck.check(env)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "rapport.countries, Canada, RAPPORT_COUNTRIES",
    "rapport.form-budget, -1, RAPPORT_FORM_BUDGET",
    "rapport.form-origins, clinic.example, RAPPORT_FORM_ORIGINS",
    "rapport.trusted-proxies, proxy, RAPPORT_TRUSTED_PROXIES",
    "rapport.retention.decisions, two years, RAPPORT_RETENTION_DECISIONS",
    "rapport.retention.links, P-1D, RAPPORT_RETENTION_LINKS",
    "rapport.retention.number-checks, x, RAPPORT_RETENTION_NUMBER_CHECKS",
    "rapport.retention.dead-letters, PT5H, RAPPORT_RETENTION_DEAD_LETTERS",
    "rapport.retention.audit, P0D, RAPPORT_RETENTION_AUDIT",
    "rapport.retention.messages, 90, RAPPORT_RETENTION_MESSAGES",
    "rapport.audit-syslog, udp://logs:514, RAPPORT_AUDIT_SYSLOG"
  })
  void whenAValueIsWrong_thenItsSettingIsNamed(String key, String value, String setting) {
    env.setProperty(key, value);

    assertThatThrownBy(() -> FilesCheck.check(env))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(setting + ": should be ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[\\n{\"client_id\": \"a\",;2;should be a JSON array",
        "{};1;should be a JSON array",
        "[\\n{\"client_id\": \"a\"}];;registration 1 needs client_secret, jwks or jwks_uri",
        "[{\"client_id\":\"a\",\"client_secret\":\"s\"},{\"client_id\":\"b\",\"client_secret\":\"s\","
            + "\"grant_types\":[\"implicit\"]}];;registration 2 may have the grant_types"
      })
  void whenClientsAreWrong_thenFileAndPlaceAreNamed_andNoSecret(
      String json, String line, String words) throws IOException {
    Path file = Files.writeString(folder.resolve("clients.json"), json.replace("\\n", "\n"));
    env.setProperty("rapport.clients", file.toString());

    assertThatThrownBy(() -> FilesCheck.check(env))
        .hasMessageStartingWith(
            "RAPPORT_CLIENTS: " + file + (line == null ? "" : ":" + line) + ": ")
        .hasMessageContaining(words)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "- id: A\\n  jurisdiction: CA\\n- id: B\\n  jursdiction: CA;3;rule B: ",
        "- id: A\\n\tjurisdiction: CA;2;should be YAML: "
      })
  void whenARuleIsWrong_thenFileAndLineAreNamed(String yaml, int line, String words)
      throws IOException {
    String good =
        "  purposes: [survey]\\n  citation: \"x\"\\n  hours: {mon-fri: \"09:00-18:00\"}\\n";
    String text = yaml.replace("CA\\n- id: B", "CA\\n" + good + "- id: B").replace("\\n", "\n");
    Path file = Files.writeString(folder.resolve("own.yaml"), text);
    env.setProperty("rapport.policy", folder.toString());
    int at = text.contains("- id: B") ? 6 : line;

    assertThatThrownBy(() -> FilesCheck.check(env))
        .hasMessageStartingWith("RAPPORT_POLICY: " + file + ":" + at + ": ")
        .hasMessageContaining(words)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"code,latitude,longitude\\nM5V,43.6,-79.4\\nM5W,north,1;3", "code,lat\\nM5V,43.6;2"})
  void whenPostalCodesAreWrong_thenFileAndLineAreNamed(String csv, int line) throws IOException {
    Path file = Files.writeString(folder.resolve("codes.csv"), csv.replace("\\n", "\n"));
    env.setProperty("rapport.postal-codes", file.toString());

    assertThatThrownBy(() -> FilesCheck.check(env))
        .hasMessageStartingWith("RAPPORT_POSTAL_CODES: " + file + ":" + line + ": ");
  }
}

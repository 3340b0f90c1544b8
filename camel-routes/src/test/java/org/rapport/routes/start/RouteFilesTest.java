package org.rapport.routes.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator's routes, before anything starts. */
class RouteFilesTest {
  private static final String GOOD =
      """
      - route:
          id: own
          routeConfigurationId: work-errors
          from:
            uri: timer:x
            parameters:
              period: 1000
            steps:
              - to:
                  uri: log:own
              - to:
                  uri: "{{somewhere}}"
              - to:
                  uri: kamelet:rapport-callback-check-action
                  parameters:
                    secretSetting: OWN_SECRET
              - filter:
                  simple: "${body} == null"
                  steps:
                    - to:
                        uri: rapport:receive
      """;

  @TempDir private Path folder;

  @Test
  void goodOnesAreTaken() throws IOException {
    write(GOOD);

    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "steps:;stepz:;8;Unsupported field: stepz",
        "filter:;filtre:;17;filtre",
        "timer:x;tymer:x;5;there is no component tymer",
        "rapport:receive;rapprt:receive;21;there is no component rapprt",
        "period: 1000;perod: 1000;7;no such parameter, perod",
        "id: own;id: siu-intake;2;there is a route of this id already: siu-intake",
        "rapport-callback-check-action;rapport-calback-check-action;14;there is no kamelet rapport-calback-check-action",
        "secretSetting;secretSeting;16;rapport-callback-check-action: no such parameter, secretSeting",
        "secretSetting: OWN_SECRET;header: X-Own;14;a parameter is missing, secretSetting of rapport-callback-check-action",
        "work-errors;wrok-errors;3;there is no error policy wrok-errors"
      })
  void aSlipIsNamedByFileLineAndWord(String right, String wrong, int line, String words)
      throws IOException {
    write(GOOD.replaceFirst(right, wrong));

    assertThatThrownBy(this::check)
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("RAPPORT_ROUTES: " + folder.resolve("own.camel.yaml") + ":" + line)
        .hasMessageContaining(words)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }

  @Test
  void aPathBelongsToOneRoute() throws IOException {
    String at =
        """
        - route:
            id: own-%s
            from:
              uri: platform-http:%s
              steps: []
        """;
    write(at.formatted("a", "/webhooks/own") + at.formatted("b", "/webhooks/sms"));
    assertThatThrownBy(this::check)
        .hasMessageContaining("own.camel.yaml:9: there is a route at this path already")
        .hasMessageContaining("/webhooks/sms");

    write(at.formatted("a", "/webhooks/own") + at.formatted("b", "/webhooks/own"));
    assertThatThrownBy(this::check).hasMessageContaining("at this path already: /webhooks/own");
  }

  @Test
  void aTabIsNamed() throws IOException {
    write(GOOD.replace("    from:", "\tfrom:"));

    assertThatThrownBy(this::check).hasMessageContaining("own.camel.yaml:4: ");
  }

  @Test
  void aFolderWithoutRoutesIsTaken() throws IOException {
    Files.writeString(folder.resolve("own.yaml"), "steps");

    assertThatCode(this::check).doesNotThrowAnyException();
  }

  private void check() {
    RouteFiles.check(
        folder.toString(),
        new RouteFiles.Shipped(
            Set.of("siu-intake"), Set.of("work-errors"), Set.of("/webhooks/sms")));
  }

  private void write(String yaml) throws IOException {
    Files.writeString(folder.resolve("own.camel.yaml"), yaml);
  }
}

package org.rapport.server.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever changes what a journey planned sends it back whole: all of it has to be allowed there.
 */
class StepExtensionsTest {
  static Iterable<String> ours() {
    return StepExtensions.OURS;
  }

  @ParameterizedTest
  @MethodSource("ours")
  void whatAStepSaysOfItselfIsAllowedOnMessagesAndOnTasks(String url) throws IOException {
    String file =
        "/rapport-profiles/StructureDefinition-"
            + url.substring(url.lastIndexOf('/') + 1)
            + ".json";
    try (InputStream in = StepExtensionsTest.class.getResourceAsStream(file)) {
      assertThat(new ObjectMapper().readTree(in).path("context").findValuesAsText("expression"))
          .contains("Task", "CommunicationRequest");
    }
  }
}

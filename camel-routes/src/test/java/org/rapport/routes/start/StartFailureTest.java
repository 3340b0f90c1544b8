package org.rapport.routes.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator reads when nobody can listen where a route wants to. */
class StartFailureTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "siu-intake-listener|RAPPORT_MLLP_PORT: nobody can listen there, Address already in use",
        "own|The route own cannot start: nobody can listen there, Address already in use"
      })
  void aPortInUseIsOneSentence(String route, String sentence) {
    Throwable thrown =
        new RuntimeCamelException(
            new FailedToStartRouteException(
                route, "127.0.0.1:2575", new BindException("Address already in use")));

    assertThat(StartFailure.sentence(thrown)).isEqualTo(sentence);
  }
}

package org.rapport.server.security.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a client's keys may be kept: as its answer says, and five minutes at most. */
class KeyRetrieverTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "       |      | 300",
        "public |      | 300",
        "max-age=60 |  | 60",
        "public, Max-Age=\"60\" | | 60",
        "max-age=86400 | | 300",
        "max-age=60 | 50 | 10",
        "max-age=60 | 70 | 0",
        "max-age=60 | x  | 60",
        "max-age=0  |    | 0",
        "no-store   |    | 0",
        "max-age=60, no-cache | | 0",
        "private, no-cache=\"x\", max-age=60 | | 0",
        "max-age=many | | 300",
      })
  void keysAreKeptAsTheirAnswerSays(String cacheControl, String age, long seconds) {
    assertThat(KeyRetriever.fresh(cacheControl, age)).hasSeconds(seconds);
  }
}

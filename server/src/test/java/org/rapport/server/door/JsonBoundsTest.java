package org.rapport.server.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JSON text of an outsider may hold. */
class JsonBoundsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": 1e999999999}",
        "{\"a\": 1e31}",
        "{\"a\": -1E-31}",
        "{\"a\": 12345678901234567890123456789012345678901}",
        "{\"a\": 1, \"a\": 2}",
        "{\"a\": \"x\\u0000y\"}",
        "{\"a\": \"x\\ud800y\"}",
        "{\"a\": \"x\\udc00\\ud800y\"}",
        "{\"a\\u0000\": 1}",
        "{\"a\": \"\\u0001\"}",
        "{\"a\": NaN}",
        "{\"a\": 01}",
        "{\"a\": 1",
        "{} {}",
        "[1] 2",
        "",
        "   ",
        "{'a': 1}",
      })
  void refusesWhatNoParserShouldSee(String json) {
    assertThatThrownBy(() -> JsonBounds.check(json))
        .isInstanceOf(RefusedException.class)
        .extracting("status")
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": 1e30, \"b\": -0.000000000000000001, \"c\": [1, \"😀\", null, true, {}]}",
        "[]",
        "1",
        "\"text with \\t tab and \\n line\"",
        "{\"a\": 1234567890123456789012345678901234567890}",
      })
  void takesWhatIsWithinBounds(String json) {
    assertThatCode(() -> JsonBounds.check(json)).doesNotThrowAnyException();
  }

  @Test
  void countsDepthNotLength() {
    assertThatCode(() -> JsonBounds.check("[".repeat(100) + "]".repeat(100)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> JsonBounds.check("[".repeat(101) + "]".repeat(101)))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> JsonBounds.check("[".repeat(100_000)))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> JsonBounds.check("[" + "1,".repeat(30_000) + "1]"))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void namesTheElementAndQuotesNothing() {
    assertThatThrownBy(() -> JsonBounds.check("{\"name\": [{}, {\"family\": \"SECRET\\u0000\"}]}"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("NUL")
        .hasMessageNotContaining("SECRET")
        .extracting("element")
        .isEqualTo("name[1].family");
  }

  @Test
  void knowsANumberThatStandsForMoreThanItSays() {
    assertThat(JsonBounds.oversized("1e600000")).isTrue();
    assertThat(JsonBounds.oversized("1e-99999999999999")).isTrue();
    assertThat(JsonBounds.oversized("9".repeat(41))).isTrue();
    assertThat(JsonBounds.oversized("9".repeat(40))).isFalse();
    assertThat(JsonBounds.oversized("1e3")).isFalse();
    assertThat(JsonBounds.oversized("1.2.840.113619.2.5.1762583153.215519.978957063.78.99.99"))
        .isFalse();
  }
}

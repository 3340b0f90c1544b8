package org.rapport.server.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may see what was typed before, and what of it goes on. */
class KeptAnswersTest {
  private static final Map<String, String> KEPT =
      Map.of(
          "given", "Ána",
          "family", "Núñez-Ray",
          "phone", "(416) 555-0123",
          "email", "ana@example.org",
          "message", "I have a rash");

  @ParameterizedTest
  @CsvSource({
    "nunez ray, true",
    "ANA, true",
    "+1 416 555 0123, true",
    "ana@example.org, false",
    "I have a rash, false",
    "a, false",
    "bert, false"
  })
  void whatTheLinkWentToIsNoProof(String typed, boolean knows) {
    assertThat(KeptAnswers.knows(KEPT, "Ana@Example.org", typed)).isEqualTo(knows);
  }

  @Test
  void whereNothingElseWasTyped_thereIsNothingToAskFor() {
    Map<String, String> only = Map.of("email", "ana@example.org", "message", "x");
    assertThat(KeptAnswers.askable(only, "ana@example.org")).isFalse();
    assertThat(KeptAnswers.knows(only, "ana@example.org", "ana@example.org")).isFalse();
  }

  @Test
  void whatIsSentAddsToIt_andNoPermissionIsTakenOver() {
    Map<String, String> all =
        KeptAnswers.with(
            Map.of("given", "Ana", "message", "x", "consent-sms", "true"),
            Map.of("given", "", "message", "y", "service", ""));

    assertThat(all)
        .containsOnly(
            Map.entry("given", "Ana"), Map.entry("message", "y"), Map.entry("service", ""));
  }
}

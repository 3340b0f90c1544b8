package org.rapport.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The profiles do not refuse reasonable R4: what the specification's own examples say about visits
 * and messages that have passed. See {@code fhir-r4/SOURCES.md}.
 */
class SpecificationExamplesTest {

  @ParameterizedTest
  @CsvSource({
    "Appointment-example, engagement-appointment",
    "Appointment-examplereq, engagement-appointment",
    "Appointment-2docs, engagement-appointment",
    "Communication-example, engagement-communication",
    "Communication-fm-attachment, engagement-communication",
  })
  void exampleOfTheSpecification_addsNoErrorOfTheProfile(String example, String profile) {
    assertThat(errorsOfProfile(example, profile)).isEmpty();
  }

  /** It names no purpose, by which the gate would decide, and has nothing to send. */
  @Test
  void messageWithoutPurposeAndText_isRefusedForJustThat() {
    assertThat(errorsOfProfile("CommunicationRequest-example", Profiles.PLANNED_MESSAGE))
        .isNotEmpty()
        .allMatch(error -> error.contains("category") || error.contains("message-content"));
  }

  /** It is no consent to messages, and the error says so. */
  @Test
  void consentToSomethingElse_isRefusedForItsCategory() {
    assertThat(errorsOfProfile("Consent-consent-example-basic", Profiles.OUTREACH_CONSENT))
        .anyMatch(error -> error.contains("rapport-consent-category"));
  }

  /** Work of another kind belongs to another profile. */
  @Test
  void taskOfAnotherKind_isRefusedForItsCode() {
    assertThat(errorsOfProfile("Task-example1", Profiles.OUTREACH_TASK))
        .isNotEmpty()
        .allMatch(error -> error.contains("code"));
  }

  private static List<String> errorsOfProfile(String example, String profile) {
    var resource = ShippedFiles.parse("/fhir-r4/" + example + ".json");
    List<String> plain = ProfileValidator.errors(resource, null);
    String url = profile.startsWith("http") ? profile : Canonicals.STRUCTURE + profile;
    return ProfileValidator.errors(resource, url).stream()
        .filter(error -> !plain.contains(error))
        .toList();
  }
}

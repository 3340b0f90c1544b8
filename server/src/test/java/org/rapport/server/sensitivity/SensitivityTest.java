package org.rapport.server.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much labels, services and words say about a patient. */
class SensitivityTest {
  private final SensitiveWords words = new SensitiveWords();
  private final SensitiveServices services = new SensitiveServices(words);

  @ParameterizedTest
  @CsvSource({
    "v3-Confidentiality, R, SENSITIVE",
    "v3-Confidentiality, V, SENSITIVE",
    "v3-Confidentiality, N, NONE",
    "v3-ActCode, PSY, MENTAL_HEALTH",
    "v3-ActCode, SUD, SENSITIVE",
    "v3-ActCode, HIV, SENSITIVE",
    "v3-ActCode, SEX, SENSITIVE",
    "v3-ActCode, ETH, SENSITIVE",
    "v3-ActReason, TREAT, NONE"
  })
  void labels(String system, String code, Sensitivity expected) {
    Location place = new Location();
    place
        .getMeta()
        .addSecurity(new Coding("http://terminology.hl7.org/CodeSystem/" + system, code, null));

    assertThat(Sensitivity.of(place)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http://terminology.hl7.org/CodeSystem/service-type, 142, MENTAL_HEALTH",
    "http://terminology.hl7.org/CodeSystem/service-type, 67, SENSITIVE",
    "http://terminology.hl7.org/CodeSystem/service-type, 124, NONE",
    "urn:another, 142, NONE"
  })
  void services(String system, String code, Sensitivity expected) {
    CodeableConcept service = new CodeableConcept(new Coding(system, code, null));

    assertThat(services.of(List.of(service))).isEqualTo(expected);
  }

  @Test
  void aServiceOfALocalCodeCountsByItsWords() {
    assertThat(services.of(List.of(new CodeableConcept().setText("Psychotherapy"))))
        .isEqualTo(Sensitivity.MENTAL_HEALTH);
    assertThat(services.of(List.of(new CodeableConcept(new Coding("urn:l", "7", "HIV follow-up")))))
        .isEqualTo(Sensitivity.SENSITIVE);
    assertThat(services.of(List.of(new CodeableConcept().setText("Physiotherapy"))))
        .isEqualTo(Sensitivity.NONE);
  }

  @Test
  void theStricterCounts() {
    assertThat(Sensitivity.SENSITIVE.or(Sensitivity.MENTAL_HEALTH))
        .isEqualTo(Sensitivity.MENTAL_HEALTH);
    assertThat(Sensitivity.of(7)).isEqualTo(Sensitivity.MENTAL_HEALTH);
  }
}

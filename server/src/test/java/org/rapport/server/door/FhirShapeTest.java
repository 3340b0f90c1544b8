package org.rapport.server.door;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FHIR's JSON format, where HAPI takes more than it has. */
class FhirShapeTest {
  private final FhirShape shape = new FhirShape(FhirContext.forR4Cached());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"resourceType\": \"Patient\", \"gender\": [\"male\"]} | Patient.gender",
        "{\"resourceType\": \"Patient\", \"active\": \"true\"} | Patient.active",
        "{\"resourceType\": \"Patient\", \"active\": null} | Patient.active",
        "{\"resourceType\": \"Patient\", \"name\": {\"family\": \"x\"}} | Patient.name",
        "{\"resourceType\": \"Patient\", \"name\": [\"x\"]} | Patient.name[0]",
        "{\"resourceType\": \"Patient\", \"name\": [{\"given\": \"x\"}]} | Patient.name[0].given",
        "{\"resourceType\": \"Patient\", \"birthDate\": 1980} | Patient.birthDate",
        "{\"resourceType\": \"Patient\", \"multipleBirthInteger\": 1.5} | Patient.multipleBirthInteger",
        "{\"resourceType\": \"Patient\", \"_birthDate\": []} | Patient.birthDate",
        "{\"resourceType\": \"Patient\", \"contained\": [1]} | Patient.contained[0]",
        "{\"resourceType\": \"Patient\", \"extension\": {}} | Patient.extension",
        "{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": {\"resourceType\": \"Patient\", \"active\": 1}}]} | Bundle.entry[0].resource.active",
      })
  void refusesWhatTheFormatForbids(String json, String element) {
    assertThatThrownBy(() -> shape.check(JsonBounds.read(json)))
        .isInstanceOf(RefusedException.class)
        .extracting("element")
        .isEqualTo(element);
  }

  @Test
  void takesPrimitivesThatHaveOnlyAnExtension() {
    String masked =
        "{\"extension\": [{\"url\": \"http://hl7.org/fhir/StructureDefinition/data-absent-reason\","
            + " \"valueCode\": \"masked\"}]}";
    String json =
        """
        {"resourceType": "Patient", "_active": %1$s, "_birthDate": %1$s,
         "name": [{"given": [null, "Ada"], "_given": [%1$s, null]}],
         "extension": [{"url": "urn:x", "_valueBoolean": %1$s}, {"url": "urn:y", "valueDecimal": 1}],
         "deceasedBoolean": false, "unknown": {"left": ["to", "HAPI"]}}"""
            .formatted(masked);

    assertThatCode(() -> shape.check(JsonBounds.read(json))).doesNotThrowAnyException();
  }

  @Test
  void boundsTheEntriesOfABundle() {
    String entries = "{},".repeat(FhirShape.ENTRIES) + "{}";

    assertThatThrownBy(
            () ->
                shape.check(
                    JsonBounds.read(
                        "{\"resourceType\": \"Bundle\", \"entry\": [" + entries + "]}")))
        .isInstanceOf(RefusedException.class)
        .extracting("status")
        .isEqualTo(413);
  }
}

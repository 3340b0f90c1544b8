package org.rapport.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that choose, as paths with indexes. */
class PatchPathsTest {
  private final PatchPaths paths = new PatchPaths(FhirContext.forR4Cached());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Patient.telecom.where(system = 'email').value | Patient.telecom[1].value",
        "Patient.telecom.where(value = 'a.b@example.org') | Patient.telecom[1]",
        "Patient.telecom.where(system = 'phone').first().rank | Patient.telecom[0].rank",
        "Patient.telecom.last().value | Patient.telecom[2].value",
        "Patient.name.where(given.exists()).given | Patient.name[0].given",
        "telecom.where(system = 'email').value | Patient.telecom[1].value",
        "Patient.extension('urn:a').value | Patient.extension[0].value",
      })
  void becomeIndexes(String path, String expected) {
    Parameters patch = patch(path);

    paths.resolve(patch, patient());

    assertThat(patch.getParameterFirstRep().getPartFirstRep().getValue().primitiveValue())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Patient.telecom.where(system = 'phone')",
        "Patient.telecom.where(system = 'fax').value",
        "Patient.telecom.where(",
        "Patient.telecom.where(nonsense(((",
        "Patient.telecom.select(value)",
        "Patient.nothing.where(true)",
        "..where()",
        "Patient.telecom[x].where(true)",
      })
  void areRefusedWhereTheyChooseOtherThanOne(String path) {
    assertThatThrownBy(() -> paths.resolve(patch(path), patient()))
        .isInstanceOf(InvalidRequestException.class);
  }

  private static Parameters patch(String path) {
    Parameters patch = new Parameters();
    patch
        .addParameter()
        .setName("operation")
        .addPart()
        .setName("path")
        .setValue(new StringType(path));
    return patch;
  }

  private static Patient patient() {
    Patient patient = new Patient();
    patient.addName().addGiven("Ada");
    patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue("1");
    patient.addTelecom().setSystem(ContactPointSystem.EMAIL).setValue("a.b@example.org");
    patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue("2");
    patient.addExtension("urn:a", new StringType("x"));
    return patient;
  }
}

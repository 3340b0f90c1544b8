package org.rapport.server.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Period;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.rapport.server.config.InvalidSettingException;

/** The copy as a table, which a spreadsheet opens without running anything. */
class PersonalTableTest {

  @Test
  void hasALineForEachValue() {
    Patient patient = new Patient().setActive(true);
    patient.setId("ada");
    patient.addName().setFamily("Love\"lace").addGiven("Ada").addGiven("=HYPERLINK(1)");
    Bundle bundle = new Bundle();
    bundle.addEntry().setResource(patient);

    assertThat(PersonalTable.of(bundle))
        .startsWith("resource,element,value\r\n")
        .contains("\"Patient/ada\",\"active\",\"true\"\r\n")
        .contains("\"Patient/ada\",\"name[0].family\",\"Love\"\"lace\"\r\n")
        .contains("\"Patient/ada\",\"name[0].given[1]\",\"'=HYPERLINK(1)\"\r\n");
  }

  @Test
  void periodsOfRetentionAreChecked() {
    assertThat(Retention.period("X", "P400D")).isEqualTo(Period.ofDays(400));
    assertThatThrownBy(() -> Retention.period("RAPPORT_RETENTION_LINKS", "a year"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("RAPPORT_RETENTION_LINKS");
  }
}

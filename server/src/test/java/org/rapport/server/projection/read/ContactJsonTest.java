package org.rapport.server.projection.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.DateTimeType;
import org.junit.jupiter.api.Test;
import org.rapport.profiles.Extensions;

/** A telecom as the column keeps it. */
class ContactJsonTest {

  @Test
  void whenWrittenAndRead_thenItIsTheSame() {
    ContactPoint telecom =
        new ContactPoint()
            .setSystem(ContactPointSystem.PHONE)
            .setValue("+1 416 555 0123")
            .setUse(ContactPointUse.MOBILE)
            .setRank(2);
    telecom.addExtension(Extensions.CONFIDENTIAL_CONTACT, new BooleanType(true));
    telecom.getPeriod().setStartElement(new DateTimeType("2027-03-01T10:00:00Z"));

    ContactJson contact = ContactJson.of(telecom);

    assertThat(contact)
        .isEqualTo(
            new ContactJson(
                "phone",
                "+1 416 555 0123",
                "mobile",
                2,
                true,
                Instant.parse("2027-03-01T10:00:00Z"),
                null));
    assertThat(ContactJson.read(ContactJson.write(List.of(contact)))).containsExactly(contact);
  }

  @Test
  void whenThePeriodEndsOnADay_thenThatDayIsStillInIt() {
    for (String end : List.of("2027-03-31", "2027-03", "2027")) {
      ContactPoint telecom = new ContactPoint();
      telecom.getPeriod().setEndElement(new DateTimeType(end));
      DateTimeType lastDay = new DateTimeType(end.length() == 4 ? "2027-12-31" : "2027-03-31");

      assertThat(ContactJson.of(telecom).until())
          .as(end)
          .isAfter(lastDay.getValue().toInstant().plusSeconds(22 * 3600));
    }
  }

  @Test
  void whenMarkedNotConfidential_thenItIsNot() {
    ContactPoint telecom = new ContactPoint();
    telecom.addExtension(Extensions.CONFIDENTIAL_CONTACT, new BooleanType(false));

    assertThat(ContactJson.of(telecom).confidential()).isFalse();
  }
}

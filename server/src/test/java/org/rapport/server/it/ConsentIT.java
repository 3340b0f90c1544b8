package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.Outreach.Planned;

/** What patients permit decides the channel, or that there is none. */
@ExtendWith(SharedClinic.class)
class ConsentIT {
  private final Clinic clinic;
  private final Person person = Person.next();
  private final ZonedDateTime start;

  ConsentIT(Clinic clinic) {
    this.clinic = clinic;
    this.start = clinic.morning().plusDays(10).withHour(14);
  }

  @Test
  void patientWhoRefusesTextsGetsAnEmailOfTwoPartsUnderADerivedMessageId() throws Exception {
    clinic.fhir().put(person.patient()).accepted();
    deny(channel("sms"));

    String visit = clinic.book(person, start);

    assertThat(clinic.gateway().received(person.phone())).isEmpty();
    List<MimeMessage> mails = clinic.mails(person.email());
    assertThat(mails).hasSize(1);
    MimeMessage mail = mails.get(0);
    Planned confirmation = clinic.outreach().step(visit, "confirmation");
    assertThat(mail.getMessageID())
        .isEqualTo("<CommunicationRequest." + confirmation.id() + "@localhost>");
    assertThat(mail.getFrom()).extracting(Object::toString).containsExactly("clinic@example.org");
    assertThat(mail.getSubject()).isNotBlank().doesNotContain("{{");
    MimeMultipart parts = (MimeMultipart) mail.getContent();
    assertThat(parts.getContentType()).startsWith("multipart/alternative");
    assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
    assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
    assertThat(parts.getBodyPart(0).getContent().toString()).contains(person.given());
    assertThat(parts.getBodyPart(1).getContent().toString()).contains("<html", person.given());
    assertThat(confirmation.status()).isEqualTo("completed");
  }

  @Test
  void patientWhoRefusesEveryChannelGetsNothingAndTheRecordSaysWhy() {
    clinic.fhir().put(person.patient()).accepted();
    deny("");

    String visit = clinic.book(person, start);

    Planned confirmation = clinic.outreach().step(visit, "confirmation");
    assertThat(confirmation.reason()).isIn("opted-out", "no-consent");
    clinic.outreach().assertNotDone(confirmation, confirmation.reason());
    assertThat(clinic.gateway().received(person.phone())).isEmpty();
    assertThat(clinic.mails(person.email())).isEmpty();
  }

  @Test
  void refusalThatComesAfterThePlanHoldsForWhatIsStillToGo() {
    String visit = clinic.book(person, start);
    deny("");

    clinic.advanceTo(start.minusDays(6).toInstant());

    Planned preparation = clinic.outreach().step(visit, "preparation");
    clinic.outreach().assertNotDone(preparation, preparation.reason());
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
  }

  private static String channel(String code) {
    return """
        , "code": [{"coding": [{"system": "%s/CodeSystem/channel", "code": "%s"}]}]"""
        .formatted(Outreach.BASE, code);
  }

  // No policy and no policyRule: a patient's word needs neither.
  private void deny(String channels) {
    Instant now = clinic.settle();
    String consent =
        """
        {"resourceType": "Consent", "status": "active",
          "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope",
            "code": "patient-privacy"}]},
          "category": [{"coding": [{"system": "%s/CodeSystem/consent-category",
            "code": "outreach"}]}],
          "patient": {"reference": "Patient/%s"}, "dateTime": "%s",
          "provision": {"type": "deny"%s}}"""
            .formatted(Outreach.BASE, person.id(), now, channels);
    clinic.fhir().send("POST", "/Consent", FhirClient.JSON, consent).accepted();
  }
}

package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import org.hl7.fhir.r4.model.CommunicationRequest;
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

  /**
   * The last day counts to its end where the patient lives; what an EHR brings undoes no refusal.
   */
  @Test
  void r18_r19_permissionsEndOnThePatientsCalendarAndPaidMarketingNeedsASignature() {
    Person west = person.in("America/Vancouver");
    clinic.fhir().put(west.patient()).accepted();
    clinic.advanceTo(
        clinic
            .settle()
            .atZone(Clinic.ZONE)
            .with(TemporalAdjusters.next(DayOfWeek.MONDAY))
            .withHour(10)
            .toInstant());
    String day = clinic.settle().atZone(Clinic.ZONE).toLocalDate().toString();
    consent("outreach", "permit", "\"period\": {\"end\": \"" + day + "\"},", "");
    clinic.advanceTo(clinic.settle().atZone(Clinic.ZONE).withHour(19).toInstant());
    assertThat(marketing(false))
        .as("in the afternoon in Vancouver, in any season")
        .isEqualTo("completed");

    assertThat(marketing(true)).isEqualTo("no-consent");
    clinic.next(Clinic.ZONE, java.time.LocalTime.of(13, 0));
    assertThat(marketing(false)).as("the day after").isEqualTo("no-consent");

    clinic.advance(java.time.Duration.ofDays(8));
    consent("outreach", "permit", "", "");
    consent("authorization", "permit", "", "");
    assertThat(marketing(true)).isEqualTo("completed");

    clinic.advance(java.time.Duration.ofDays(8));
    consent("outreach", "deny", "", "");
    clinic.advance(java.time.Duration.ofMinutes(1));
    consent("outreach", "permit", "", "\"meta\": {\"source\": \"https://ehr.example.org/r4\"},");
    assertThat(marketing(false)).isEqualTo("opted-out");
  }

  private void consent(String category, String type, String provision, String more) {
    String consent =
        """
        {"resourceType": "Consent", %s "status": "active",
          "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope",
            "code": "patient-privacy"}]},
          "category": [{"coding": [{"system": "%s/CodeSystem/consent-category", "code": "%s"}]}],
          "patient": {"reference": "Patient/%s"}, "dateTime": "%s",
          "extension": [{"url": "%s/StructureDefinition/consent-evidence", "extension": [
            {"url": "wording", "valueString": "I would like to hear of offers."},
            {"url": "version", "valueString": "3"}, {"url": "ip", "valueString": "192.0.2.1"}]}],
          "provision": {%s "type": "%s", "purpose": [
            {"system": "%s/CodeSystem/outreach-purpose", "code": "marketing"}],
            "code": [{"coding": [{"system": "%s/CodeSystem/channel", "code": "email"}]}]}}"""
            .formatted(
                more,
                Outreach.BASE,
                category,
                person.id(),
                clinic.settle(),
                Outreach.BASE,
                provision,
                type,
                Outreach.BASE,
                Outreach.BASE);
    clinic.fhir().send("POST", "/Consent", FhirClient.JSON, consent).accepted();
  }

  private String marketing(boolean paid) {
    String request =
        """
        {"resourceType": "CommunicationRequest", "status": "active", %s
          "subject": {"reference": "Patient/%s"},
          "category": [{"coding": [{"system": "%s/CodeSystem/outreach-purpose", "code": "marketing"}]}],
          "medium": [{"coding": [{"system": "%s/CodeSystem/channel", "code": "email"}]}],
          "payload": [{"contentString": "Harbour Clinic: our open day. +1 416 555 0100"}]}"""
            .formatted(
                paid
                    ? "\"extension\": [{\"url\": \""
                        + Outreach.BASE
                        + "/StructureDefinition/remunerated\", \"valueBoolean\": true}],"
                    : "",
                person.id(),
                Outreach.BASE,
                Outreach.BASE);
    String id =
        clinic
            .fhir()
            .send("POST", "/CommunicationRequest", FhirClient.JSON, request)
            .accepted()
            .as(CommunicationRequest.class)
            .getIdElement()
            .getIdPart();
    clinic.settle();
    CommunicationRequest sent = clinic.fhir().read(CommunicationRequest.class, id);
    return sent.hasStatusReason()
        ? sent.getStatusReason().getCodingFirstRep().getCode()
        : sent.getStatus().toCode();
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

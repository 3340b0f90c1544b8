package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.FhirClient.Answer;

/** Links in e-mails, the pages behind them, and what a mail service reports. */
@ExtendWith(SharedClinic.class)
class LinksIT {

  private final Clinic clinic;
  private final ZonedDateTime start;
  private final Person person = Person.next().withoutPhone();

  LinksIT(Clinic clinic) {
    this.clinic = clinic;
    this.start = clinic.morning().plusDays(10).withHour(14);
  }

  @Test
  void seeingTheVisitChangesNothingAndConfirmingWritesTheAnswer() throws Exception {
    String visit = clinic.book(person, start);
    String page = reminder();

    Answer seen = get(page);
    get(page);

    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.body()).contains("Yes, I will come", "2:00 PM").doesNotContain("<script");
    assertThat(seen.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
    assertThat(seen.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(seen.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(responses(visit)).isEmpty();

    assertThat(post(page, "action=confirm").body()).contains("Your visit is confirmed");
    assertThat(post(page, "action=confirm").status()).isEqualTo(200);

    assertThat(responses(visit))
        .singleElement()
        .satisfies(
            response ->
                assertThat(response.getParticipantStatus())
                    .isEqualTo(AppointmentResponse.ParticipantStatus.ACCEPTED));
  }

  @Test
  void wishesForAnotherTimeAreWorkForStaff() throws Exception {
    clinic.book(person, start);
    String page = reminder();

    assertThat(post(page, "action=reschedule&wishes=Tuesday+after+3").body())
        .contains("find another time");

    assertThat(tasks())
        .singleElement()
        .satisfies(task -> assertThat(task.getReasonCode().getText()).isEqualTo("Tuesday after 3"));
  }

  @Test
  void whoDoesNotComeGetsNoMoreReminders() throws Exception {
    String visit = clinic.book(person, start);
    String page = reminder();

    post(page, "action=cancel");
    clinic.settle();

    assertThat(clinic.outreach().step(visit, "last-reminder").reason())
        .isEqualTo("appointment-cancelled");
    Appointment appointment = clinic.fhir().read(Appointment.class, visit);
    assertThat(appointment.getStatus()).isEqualTo(Appointment.AppointmentStatus.BOOKED);
    assertThat(appointment.getParticipantFirstRep().getStatus())
        .isEqualTo(Appointment.ParticipationStatus.DECLINED);
    assertThat(tasks()).hasSize(1);
  }

  @Test
  void sensitiveVisitIsShownOnlyAfterTheDateOfBirth() throws Exception {
    Patient patient = person.patient();
    patient.setBirthDate(Date.from(Instant.parse("1980-02-03T12:00:00Z")));
    patient
        .getMeta()
        .addSecurity(
            new Coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", null));
    clinic.fhir().put(patient).accepted();
    String visit = clinic.fhir().create(person.visit(start.toInstant()));
    clinic.settle();
    String page = reminder();

    assertThat(get(page).body()).contains("date of birth").doesNotContain("2:00 PM");
    assertThat(post(page, "action=confirm").body()).contains("date of birth");
    assertThat(responses(visit)).isEmpty();
    assertThat(post(page, "action=see&born=1980-02-03").body()).contains("2:00 PM");
    for (int i = 0; i < 5; i++) {
      assertThat(post(page, "action=see&born=1980-02-04").status()).isEqualTo(403);
    }
    assertThat(post(page, "action=see&born=1980-02-03").body())
        .contains("Please call us")
        .doesNotContain("2:00 PM");
  }

  @Test
  void linkThatNobodyHasOrThatHasEndedIsAFriendlyPage() throws Exception {
    String base = clinic.process().base();
    assertThat(get(base + "/p/" + "x".repeat(43)).status()).isEqualTo(404);
    assertThat(get(base + "/p/nothing").body()).contains("does not work any more");
    clinic.book(person, start);
    String page = reminder();
    clinic.advanceTo(start.plusHours(1).toInstant());
    assertThat(get(page).status()).isEqualTo(404);
    assertThat(post(page, "action=confirm").status()).isBetween(404, 410);
  }

  @Test
  void oneClickEndsThePurposeAndNothingElse() throws Exception {
    clinic.fhir().put(person.patient()).accepted();
    staff("care", "Your aftercare leaflet is ready.");
    MimeMessage mail = last();
    String header = mail.getHeader("List-Unsubscribe")[0];
    String url = header.substring(1, header.length() - 1);
    assertThat(mail.getHeader("List-Unsubscribe-Post"))
        .containsExactly("List-Unsubscribe=One-Click");
    assertThat(PreferencesLink.text(mail)).contains(url);

    assertThat(get(url).body()).contains("Stop these e-mails");
    assertThat(consents()).isEmpty();
    assertThat(post(url, "List-Unsubscribe=One-Click").status()).isEqualTo(200);
    assertThat(post(url, "List-Unsubscribe=One-Click").status()).isEqualTo(200);

    assertThat(consents())
        .singleElement()
        .satisfies(
            consent ->
                assertThat(consent.getProvision().getPurposeFirstRep().getCode())
                    .isEqualTo("care"));
    String refused = staff("care", "Again.");
    assertThat(reason(refused)).isEqualTo("opted-out");
    String visit = clinic.book(person, start);
    assertThat(clinic.outreach().step(visit, "confirmation").status()).isEqualTo("completed");
    assertThat(last().getHeader("List-Unsubscribe")).isNull();
  }

  @Test
  void preferencesAreSeenChangedAndPaused() throws Exception {
    clinic.fhir().put(person.patient()).accepted();
    String page = preferences();

    assertThat(get(page).body()).contains("Messages from us", "care.email\" checked");
    assertThat(consents()).isEmpty();
    assertThat(post(page, "action=save&allow=appointment.email&allow=survey.email").body())
        .contains("Your choices are saved", "survey.email\" checked")
        .doesNotContain("care.email\" checked");

    assertThat(reason(staff("care", "Hello."))).isEqualTo("opted-out");
    assertThat(reason(staff("survey", "How was it?"))).isNull();
    int decided = consents().size();
    post(page, "action=save&allow=appointment.email&allow=survey.email&pause=30");
    assertThat(consents()).hasSize(decided + 1);
    assertThat(reason(staff("survey", "How was it again?"))).isEqualTo("opted-out");
  }

  @Test
  void quietHoursOfOnesOwnAreKeptAsAConsentWithItsWords_andAskedByTheGate() throws Exception {
    clinic.fhir().put(person.patient()).accepted();
    String page = preferences();
    ZonedDateTime now = clinic.settle().atZone(Clinic.ZONE);
    String from = "%02d:00".formatted(now.getHour());
    String until = "%02d:00".formatted(now.getHour() + 3);
    String choice = "action=save&allow=appointment.email&allow=care.email&quiet-from=";

    assertThat(post(page, choice + from + "&quiet-until=" + from).body())
        .contains("two different times");
    assertThat(post(page, choice + from + "&quiet-until=" + until).body())
        .contains("Your choices are saved", "value=\"" + until + "\"");
    post(page, choice + from + "&quiet-until=" + until);

    List<Consent> quiet =
        consents().stream()
            .filter(
                consent ->
                    "quiet-hours"
                        .equals(consent.getCategoryFirstRep().getCodingFirstRep().getCode()))
            .toList();
    assertThat(quiet)
        .singleElement()
        .satisfies(
            consent ->
                assertThat(Consents.wording(consent)).contains("No messages between these times"));
    String waits = staff("care", "This can wait.");
    assertThat(clinic.fhir().read(CommunicationRequest.class, waits).getStatus())
        .isEqualTo(CommunicationRequest.CommunicationRequestStatus.ACTIVE);
    assertThat(clinic.fhir().get("/CommunicationRequest/" + waits + "/$explain").body())
        .contains("the patient's own word", from + "-" + until);

    clinic.advanceTo(now.withHour(now.getHour() + 3).withMinute(0).toInstant());

    assertThat(clinic.fhir().read(CommunicationRequest.class, waits).getStatus())
        .isEqualTo(CommunicationRequest.CommunicationRequestStatus.COMPLETED);
    post(page, choice + "&quiet-until=");
    assertThat(
            clinic.fhir().read(Consent.class, quiet.get(0).getIdElement().getIdPart()).getStatus())
        .isEqualTo(Consent.ConsentState.INACTIVE);
  }

  @Test
  void aCopyOfEverythingIsGivenAfterTheDateOfBirth() throws Exception {
    clinic.fhir().put(person.patient().setBirthDateElement(new DateType("1980-01-02"))).accepted();
    String page = preferences();

    Answer wrong = post(page, "action=copy-json&born=1980-01-03");
    Answer table = post(page, "action=copy-csv&born=1980-01-02");
    Answer fhir = post(page, "action=copy-json&born=1980-01-02");

    assertThat(wrong.status()).isEqualTo(403);
    assertThat(wrong.body()).doesNotContain(person.email());
    assertThat(table.headers().firstValue("Content-Disposition").orElse(""))
        .contains("my-data.csv");
    assertThat(table.body()).contains("\"birthDate\",\"1980-01-02\"", person.email());
    assertThat(fhir.as(Bundle.class).getEntryFirstRep().getResource().getIdElement().getIdPart())
        .isEqualTo(person.id());
    for (int i = 0; i < 4; i++) {
      post(page, "action=copy-json&born=1980-01-03");
    }
    assertThat(post(page, "action=copy-json&born=1980-01-02").status()).isEqualTo(403);
  }

  private String preferences() throws Exception {
    return PreferencesLink.sent(clinic, person);
  }

  @Test
  void bouncesAndComplaintsHoldForTheAddress() {
    clinic.fhir().put(person.patient()).accepted();
    String bounce =
        "[{\"type\":\"nonsense\"},{\"type\":\"bounce\",\"email\":\"%s\",\"diagnostic\":\"550 5.1.1\"}]"
            .formatted(person.email());

    assertThat(mailService(bounce, "another-secret")).isEqualTo(403);
    assertThat(mailService("{}", Clinic.WEBHOOK_SECRET)).isEqualTo(400);
    assertThat(mailService(bounce, Clinic.WEBHOOK_SECRET)).isLessThan(300);

    assertThat(reason(staff("care", "Hello."))).isEqualTo("invalid-address");
    Person other = Person.next().withoutPhone();
    clinic.fhir().put(other.patient()).accepted();
    mailService(
        "[{\"type\":\"complaint\",\"email\":\"%s\"}]".formatted(other.email()),
        Clinic.WEBHOOK_SECRET);
    String visit = clinic.book(other, start);
    assertThat(clinic.outreach().step(visit, "confirmation").reason()).isEqualTo("opted-out");
  }

  private String reminder() throws Exception {
    clinic.advanceTo(start.minusHours(23).toInstant());
    return PreferencesLink.in(last());
  }

  private MimeMessage last() {
    List<MimeMessage> mails = clinic.mails(person.email());
    return mails.get(mails.size() - 1);
  }

  private String staff(String purpose, String text) {
    CommunicationRequest request = new CommunicationRequest();
    request.setStatus(CommunicationRequest.CommunicationRequestStatus.ACTIVE);
    request.setSubject(new Reference("Patient/" + person.id()));
    request.addCategory(
        new CodeableConcept(
            new Coding(Outreach.BASE + "/CodeSystem/outreach-purpose", purpose, null)));
    request.setAuthoredOn(Date.from(clinic.settle()));
    request.addPayload().setContent(new StringType(text));
    String id = clinic.fhir().create(request);
    clinic.settle();
    return id;
  }

  private String reason(String request) {
    return clinic
        .fhir()
        .read(CommunicationRequest.class, request)
        .getStatusReason()
        .getCodingFirstRep()
        .getCode();
  }

  private List<Consent> consents() {
    return clinic.fhir().search(Consent.class, "patient=" + person.id());
  }

  private List<AppointmentResponse> responses(String visit) {
    return clinic.fhir().search(AppointmentResponse.class, "appointment=" + visit);
  }

  private List<Task> tasks() {
    return clinic.outreach().tasks("reschedule-request").stream()
        .filter(task -> ("Patient/" + person.id()).equals(task.getFor().getReference()))
        .toList();
  }

  private Answer get(String url) {
    return clinic.fhir().anonymous("GET", path(url), "text/plain", null);
  }

  private Answer post(String url, String form) {
    return clinic.fhir().webhook(path(url), form, Map.of());
  }

  private static String path(String url) {
    return URI.create(url).getPath();
  }

  private int mailService(String body, String secret) {
    long now = Instant.now().getEpochSecond();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String signature =
          HexFormat.of()
              .formatHex(mac.doFinal((now + "." + body).getBytes(StandardCharsets.UTF_8)));
      return clinic
          .fhir()
          .service(
              "/webhooks/email",
              body,
              Map.of("X-Rapport-Signature", "t=" + now + ",v1=" + signature))
          .status();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

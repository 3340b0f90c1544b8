package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.it.InquiryDesk.lead;

import java.time.Duration;
import java.util.Map;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.junit.jupiter.api.Test;

/** The forms themselves: kept and gone on with, filled in badly, and in which version. */
class FormIT extends InquiryScenario {
  FormIT(Clinic clinic) {
    super(clinic);
  }

  @Test
  void aFormThatIsKept_isRemindedOfOnce_andGoesOnWhereItStopped() {
    clinic.morning();
    FhirClient.Answer kept =
        desk.send(Map.of("given", "Ada", "email", person.email(), "resume", "true"));
    assertThat(kept.status()).isEqualTo(202);
    String link = kept.body().replaceAll(".*\"resume\":\"([^\"]+)\".*", "$1");
    String path = link.substring(link.indexOf("/p/"));
    assertThat(clinic.fhir().anonymous("GET", path, "text/plain", null).accepted().body())
        .doesNotContain(person.email(), "Ada")
        .contains("Type something that you gave before");
    assertThat(clinic.fhir().webhook(path, "action=see&typed=" + person.email(), Map.of()).status())
        .isEqualTo(403);
    assertThat(clinic.fhir().webhook(path, "action=see&typed=ada", Map.of()).accepted().body())
        .contains("value=\"" + person.email() + "\"");
    clinic.advance(Duration.ofHours(23));

    assertThat(clinic.mails(person.email())).hasSize(1);
    FhirClient.Answer sent =
        clinic
            .fhir()
            .service(
                path, InquiryDesk.json(Map.of("email", person.email(), "service", "65")), Map.of());
    clinic.settle();

    assertThat(sent.status()).isEqualTo(201);
    String patient = patient(lead(sent));
    assertThat(desk.of(QuestionnaireResponse.class, patient))
        .singleElement()
        .extracting(response -> response.getStatus().toCode())
        .isEqualTo("completed");
    assertThat(clinic.mails(person.email())).hasSize(2);
  }

  @Test
  void anAddressThatIsFollowedTicksNoBox() {
    String query = "?consent-sms=true&consent-email=true&risk-notice=1&given=Ada";
    String page =
        clinic
            .fhir()
            .anonymous("GET", InquiryDesk.FORM + query, "text/plain", null)
            .accepted()
            .body();
    assertThat(page).contains("value=\"Ada\"").doesNotContain(" checked");

    String sent = InquiryDesk.FORM + query;
    String lead =
        lead(clinic.fhir().webhook(sent, "phone=%2B" + person.phone().substring(1), Map.of()));
    clinic.settle();
    assertThat(desk.of(org.hl7.fhir.r4.model.Consent.class, patient(lead))).isEmpty();
  }

  @Test
  void badInputIsNamedByField_andARobotIsThankedForNothing() {
    assertThat(desk.send(Map.of("given", "Ada")).body()).contains("\"field\":\"phone\"");
    FhirClient.Answer wrong =
        desk.send(fields("phone", "12", "urgency", "yesterday", "consent-sms", "maybe"));
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body())
        .contains("\"field\":\"phone\"", "\"field\":\"urgency\"", "\"field\":\"consent-sms\"");
    assertThat(clinic.fhir().service(InquiryDesk.FORM, "[1]", Map.of()).status()).isEqualTo(400);
    assertThat(clinic.fhir().service("/forms/nothing", "{}", Map.of()).status()).isEqualTo(404);
    assertThat(
            clinic
                .fhir()
                .service(
                    InquiryDesk.FORM, "{\"message\":\"" + "x".repeat(300_000) + "\"}", Map.of())
                .status())
        .isEqualTo(413);
    Person robot = Person.next();
    FhirClient.Answer thanked =
        desk.send(fields("phone", robot.phone(), "website", "https://spam.example"));
    assertThat(thanked.status()).isEqualTo(201);
    assertThat(clinic.fhir().get("/Task/" + lead(thanked)).status()).isEqualTo(404);
  }

  @Test
  void aFormIsAskedAsItStandsNow_andNoDraftTakesItsPlace() {
    Questionnaire form = clinic.fhir().read(Questionnaire.class, "appointment-request");
    String url = form.getUrl().replace("appointment-request", "own-form");
    put(form.setUrl(url).setVersion("1"), "own-form-1", PublicationStatus.ACTIVE);
    assertThat(answered()).isEqualTo(url + "|1");

    Questionnaire next = form.copy().setVersion("2");
    put(next, "own-form-2", PublicationStatus.DRAFT);
    assertThat(answered()).isEqualTo(url + "|1");

    put(next, "own-form-2", PublicationStatus.ACTIVE);
    assertThat(answered()).isEqualTo(url + "|2");

    put(next, "own-form-2", PublicationStatus.RETIRED);
    put(form, "own-form-1", PublicationStatus.RETIRED);
    assertThat(clinic.fhir().service("/forms/own-form", "{}", Map.of()).status()).isEqualTo(404);
  }

  private void put(Questionnaire form, String id, PublicationStatus status) {
    form.setStatus(status).setId(id);
    clinic.fhir().put(form).accepted();
  }

  // The canonical of the form that a new person's answers are to.
  private String answered() {
    FhirClient.Answer answer =
        clinic
            .fhir()
            .service(
                "/forms/own-form",
                InquiryDesk.json(Map.of("phone", Person.next().phone(), "service", "65")),
                Map.of());
    return clinic
        .fhir()
        .read(
            QuestionnaireResponse.class,
            desk.task(lead(answer)).getFocus().getReferenceElement().getIdPart())
        .getQuestionnaire();
  }

  @Test
  void answersInProgressAreNoInquiry() {
    clinic.morning();
    String answers =
        """
        {"resourceType":"QuestionnaireResponse","status":"%s","item":[
          {"linkId":"given","answer":[{"valueString":"Ada"}]},
          {"linkId":"phone","answer":[{"valueString":"%s"}]}]}""";
    FhirClient.Answer kept =
        clinic
            .fhir()
            .service(InquiryDesk.FORM, answers.formatted("in-progress", person.phone()), Map.of());
    clinic.settle();
    assertThat(kept.status()).isEqualTo(202);
    assertThat(phone.got()).isEmpty();
    assertThat(
            clinic
                .fhir()
                .service(
                    InquiryDesk.FORM,
                    answers.formatted("entered-in-error", person.phone()),
                    Map.of())
                .status())
        .isEqualTo(400);
    lead(
        clinic
            .fhir()
            .service(InquiryDesk.FORM, answers.formatted("completed", person.phone()), Map.of()));
    clinic.settle();
    assertThat(phone.got()).hasSize(1);
  }
}

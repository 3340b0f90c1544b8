package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.it.InquiryDesk.lead;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;

/** What a stranger may do with somebody's name and addresses, and how the person proves them. */
class ClaimsIT extends InquiryScenario {
  ClaimsIT(Clinic clinic) {
    super(clinic);
  }

  private void known() {
    Patient patient = person.patient();
    patient.addIdentifier().setSystem("urn:mrn").setValue("MRN-" + person.id());
    clinic.fhir().put(patient).accepted();
    Consent deny = Consents.marketing(person, ConsentProvisionType.DENY, "email", clinic.settle());
    deny.getProvision().addPurpose(Consents.coding("outreach-purpose", "outreach"));
    clinic.fhir().create(deny);
    clinic.settle();
  }

  private String claim(Object... more) {
    Map<String, Object> fields = fields(more);
    fields.put("email", person.email());
    fields.put("consent-sms", true);
    fields.put("consent-email", true);
    return lead(desk.send(fields));
  }

  private List<Consent> consents(String patient) {
    return desk.of(Consent.class, patient);
  }

  private String joined(String patient) {
    return clinic.fhir().read(Patient.class, patient).getLink().stream()
        .filter(link -> link.getType() == Patient.LinkType.REPLACEDBY)
        .map(link -> link.getOther().getReferenceElement().getIdPart())
        .findFirst()
        .orElse(null);
  }

  private List<Task> questions(String patient) {
    return clinic.outreach().tasks("resolve-identity").stream()
        .filter(
            task ->
                task.getInput().stream()
                    .anyMatch(
                        input ->
                            input.getValue() instanceof org.hl7.fhir.r4.model.Reference other
                                && ("Patient/" + person.id()).equals(other.getReference())))
        .filter(task -> ("Patient/" + patient).equals(task.getFor().getReference()))
        .toList();
  }

  @Test
  void aFormTouchesNothingOfSomebodyWhomTheEhrKnows() {
    ZonedDateTime monday = monday();
    known();
    clinic.fhir().create(person.visit(monday.plusDays(9).toInstant()));
    clinic.settle();

    String lead = claim("message", "I want to kill myself");
    clinic
        .fhir()
        .service(
            "/events",
            InquiryDesk.json(
                Map.of("email", person.email(), "type", "download", "subject", "hip surgery")),
            Map.of());
    clinic.settle();

    String claimed = patient(lead);
    assertThat(claimed).isNotEqualTo(person.id());
    assertThat(consents(person.id())).singleElement();
    assertThat(consents(claimed))
        .hasSize(2)
        .allMatch(consent -> consent.getStatus() == ConsentState.PROPOSED);
    assertThat(questions(claimed)).hasSize(1);
    assertThat(clinic.outreach().tasks("crisis"))
        .anyMatch(task -> ("Patient/" + claimed).equals(task.getFor().getReference()))
        .noneMatch(task -> ("Patient/" + person.id()).equals(task.getFor().getReference()));
    assertThat(desk.of(CommunicationRequest.class, person.id()))
        .isNotEmpty()
        .noneMatch(
            request ->
                request.getStatus() == CommunicationRequest.CommunicationRequestStatus.ONHOLD);
    assertThat(desk.of(Communication.class, person.id()))
        .noneMatch(
            one ->
                List.of("download", "inquiry")
                    .contains(one.getCategoryFirstRep().getCodingFirstRep().getCode()));
    assertThat(phone.got()).anyMatch(text -> text.contains("9-8-8"));
    // The same again is the same lead, and the same question.
    assertThat(patient(claim("preferred-time", "Tuesdays"))).isEqualTo(claimed);
    assertThat(questions(claimed)).hasSize(1);
  }

  @Test
  void theButtonInTheMailProvesIt_andTheTwoRecordsBecomeOne() {
    clinic.morning();
    known();
    String claimed = patient(claim());
    clinic.settle();
    String page = desk.asked(person.email());

    assertThat(clinic.fhir().anonymous("GET", page, "text/plain", null).accepted().body())
        .contains("May we e-mail you");
    assertThat(consents(claimed)).allMatch(c -> c.getStatus() == ConsentState.PROPOSED);
    assertThat(joined(claimed)).isNull();

    desk.agree(person.email());

    assertThat(joined(claimed)).isEqualTo(person.id());
    assertThat(consents(person.id()))
        .filteredOn(c -> c.getProvision().getType() == ConsentProvisionType.PERMIT)
        .filteredOn(c -> c.getStatus() == ConsentState.ACTIVE)
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.getVerificationFirstRep().getVerified()).isTrue();
              assertThat(c.getProvision().getCodeFirstRep().getCodingFirstRep().getCode())
                  .isEqualTo("email");
            });
    assertThat(clinic.outreach().tasks("resolve-identity"))
        .filteredOn(task -> task.getStatus() == Task.TaskStatus.REQUESTED)
        .noneMatch(task -> ("Patient/" + person.id()).equals(task.getFor().getReference()));
    // Again is no other consent; and who denied before the proof has said yes since.
    assertThat(clinic.fhir().webhook(page, "action=permit", Map.of()).accepted().body())
        .contains("You will get our e-mails");
    assertThat(permits("email", "outreach")).isTrue();
  }

  @Test
  void aYesFromTheTelephoneProvesIt_andAStopDoesNot() {
    clinic.morning();
    known();
    String claimed = patient(claim());
    clinic.settle();
    phone.text("I'm driving right now, I'll get back to you");
    assertThat(joined(claimed)).isNull();

    phone.text("YES");

    assertThat(joined(claimed)).isEqualTo(person.id());
    assertThat(consents(person.id()))
        .anyMatch(
            c ->
                c.getStatus() == ConsentState.ACTIVE
                    && c.getProvision().getType() == ConsentProvisionType.PERMIT
                    && c.hasVerification());
    assertThat(phone.last()).contains("thank you");

    Person other = Person.next();
    Patient patient = other.patient();
    patient.addIdentifier().setSystem("urn:mrn").setValue("MRN-" + other.id());
    clinic.fhir().put(patient).accepted();
    String second = patient(lead(desk.send(fields("phone", other.phone()))));
    clinic.settle();
    new PatientPhone(clinic, other.phone()).text("STOP");
    assertThat(joined(second)).isNull();
    assertThat(consents(second))
        .anyMatch(c -> c.getProvision().getType() == ConsentProvisionType.DENY);
  }

  @Test
  void whatIsDeniedOnAnAddressIsDeniedToWhoeverTypesIt() {
    clinic.morning();
    known();
    Consent care = Consents.outreach(person, ConsentProvisionType.DENY, clinic.settle());
    care.getProvision()
        .addPurpose(Consents.coding("outreach-purpose", "acknowledgement"))
        .addCode(new CodeableConcept(Consents.coding("channel", "sms")));
    clinic.fhir().create(care);
    clinic.settle();

    desk.send(fields("given", "Somebody", "family", "Else"));
    clinic.settle();

    assertThat(phone.got()).isEmpty();
  }

  @Test
  void oneAcknowledgementUntilTheAddressAnswers_andNoneAbroad() {
    clinic.morning();
    for (String given : List.of("Al", "Bo", "Cy", "Di")) {
      assertThat(desk.send(fields("given", given, "family", "Prank")).status()).isEqualTo(201);
    }
    clinic.settle();
    assertThat(phone.got()).hasSize(1);

    phone.text("Who is this?");
    desk.send(fields("given", "Ed", "family", "Prank"));
    clinic.settle();
    assertThat(phone.got()).hasSize(2);

    for (String abroad : List.of("+37061234567", "+16492315555", "+447400123456")) {
      assertThat(desk.send(fields("phone", abroad)).status()).isEqualTo(201);
      clinic.settle();
      assertThat(new PatientPhone(clinic, abroad).got()).isEmpty();
    }
    assertThat(desk.send(fields("phone", "000-000-0000")).status()).isEqualTo(422);
    assertThat(desk.send(fields("email", "none@none.com")).status()).isEqualTo(422);
  }

  @Test
  void aNameThatIsNoneIsNotSentOn() {
    clinic.morning();
    desk.send(fields("given", "URGENT your account is locked, call +1 900 555 0199 today"));
    clinic.settle();

    assertThat(phone.got()).singleElement().asString().doesNotContain("URGENT", "900 555");
  }

  @Test
  void wrongDatesOfBirthCountForThePerson_whateverLink() throws Exception {
    Patient patient = person.withoutPhone().patient();
    patient.setBirthDate(Date.from(Instant.parse("1980-02-03T12:00:00Z")));
    patient
        .getMeta()
        .addSecurity(
            new Coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", null));
    clinic.morning();
    clinic.fhir().put(patient).accepted();
    String one = path(PreferencesLink.sent(clinic, person));
    clinic.morning();
    String two = path(PreferencesLink.sent(clinic, person));

    for (int i = 0; i < 5; i++) {
      assertThat(born(i % 2 == 0 ? one : two, "1980-02-04")).isEqualTo(403);
    }

    assertThat(born(one, "1980-02-03")).isEqualTo(403);
    assertThat(born(two, "1980-02-03")).isEqualTo(403);
    assertThat(clinic.outreach().tasks("call-back"))
        .filteredOn(task -> ("Patient/" + person.id()).equals(task.getFor().getReference()))
        .singleElement();
    clinic.advance(java.time.Duration.ofHours(25));
    assertThat(born(two, "1980-02-03")).isEqualTo(200);
  }

  private int born(String page, String date) {
    return clinic.fhir().webhook(page, "action=copy-json&born=" + date, Map.of()).status();
  }

  private static String path(String url) {
    return java.net.URI.create(url).getPath();
  }

  private boolean permits(String channel, String purpose) {
    return consents(person.id()).stream()
        .filter(c -> c.getStatus() == ConsentState.ACTIVE)
        .filter(
            c ->
                c.getProvision().getCode().stream()
                    .anyMatch(code -> code.getCodingFirstRep().getCode().equals(channel)))
        .filter(
            c ->
                c.getProvision().getPurpose().stream()
                    .anyMatch(code -> code.getCode().equals(purpose)))
        .max(java.util.Comparator.comparing(Consent::getDateTime))
        .map(c -> c.getProvision().getType() == ConsentProvisionType.PERMIT)
        .orElse(false);
  }
}

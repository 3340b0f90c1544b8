package org.rapport.server.it;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMailUtil;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/** What patients answer reaches the EHR, and what reaches patients gives nothing away. */
@ExtendWith(SharedClinic.class)
class GuardIT {
  private final Clinic clinic;
  private final ZonedDateTime start;
  private final Person person;
  private final PatientPhone phone;

  GuardIT(Clinic clinic) {
    this.clinic = clinic;
    this.start = clinic.morning().plusDays(10).withHour(14);
    Person next = Person.next();
    this.person = new Person(next.id(), next.given(), next.phone(), "", next.zone());
    this.phone = new PatientPhone(clinic, person.phone());
  }

  @Test
  void confirmingByTextIsToldToTheEhrOnce() {
    clinic.book(person, start);

    phone.text("C");
    phone.text("yes");

    List<String> told = clinic.ehr().about(person.id());
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).contains("|SIU^S14^SIU_S12|", "|CONFIRMED^", "|Booked");
  }

  @Test
  void anEhrThatWasDownIsToldWhenItIsBack() {
    clinic.book(person, start);
    clinic.ehr().down();
    try {
      phone.text("C");
      phone.text("can I reschedule to a Tuesday?");
      clinic.advance(Duration.ofMinutes(5));
      assertThat(receiver("waiting")).as("both wait").isNotEqualTo("0");
      assertThat(receiver("down-since")).startsWith("20");
      assertThat(receiver("failure")).isEqualTo("no-connection");
      assertThat(staff().get("/console/senders").body())
          .contains(clinic.ehr().address(), "Down since", "no-connection");
    } finally {
      clinic.ehr().up();
    }
    assertThat(clinic.ehr().about(person.id())).isEmpty();

    clinic.advance(Duration.ofMinutes(40));

    List<String> told = clinic.ehr().about(person.id());
    assertThat(told).hasSize(2);
    assertThat(told.get(0)).contains("|CONFIRMED^");
    assertThat(told.get(1)).contains("|RESCHEDULE-REQUESTED^", "\rNTE|1||can I reschedule");
    clinic.advance(Duration.ofHours(1));
    assertThat(clinic.ehr().about(person.id())).hasSize(2);
    assertThat(receiver("answer")).isEqualTo("AA");
    assertThat(receiver("waiting")).isEqualTo("0");
    assertThat(receiver("down-since")).isEmpty();
    assertThat(staff().get("/console/senders").body())
        .contains("Last answer AA")
        .doesNotContain("Down since");
  }

  /** What is shown of the receiver at the EHR's address that visits of this test are told to. */
  private String receiver(String part) {
    Parameters senders = clinic.fhir().get("/$senders").accepted().as(Parameters.class);
    return senders.getParameter().stream()
        .filter(one -> one.getName().equals("receiver"))
        .filter(one -> value(one, "address").equals(clinic.ehr().address()))
        .map(one -> value(one, part))
        .findFirst()
        .orElse("not shown");
  }

  private static String value(Parameters.ParametersParameterComponent of, String part) {
    return of.getPart().stream()
        .filter(one -> one.getName().equals(part))
        .map(one -> one.getValue().primitiveValue())
        .findFirst()
        .orElse("");
  }

  private Visitor staff() {
    ConsolePages.administrator(clinic);
    return new Visitor(clinic.process().base()).signedIn(ConsolePages.ADMIN, ConsolePages.PASSWORD);
  }

  @Test
  void confirmingIsWrittenIntoTheEhrsOwnAppointment() {
    String value = "A-" + person.id();
    clinic.fhir().put(person.patient()).accepted();
    Appointment visit = person.visit(start.toInstant());
    visit.addIdentifier().setSystem("urn:ehr").setValue(value);
    clinic.fhir().create(visit);
    clinic.settle();
    String theirs =
        """
        {"resourceType": "Appointment", "id": "%1$s", "meta": {"versionId": "7"},
         "status": "booked", "participant": [
           {"actor": {"reference": "Patient/x"}, "status": "needs-action"}]}\
        """
            .formatted(value);
    clinic
        .ehrFhir()
        .stubFor(
            get(urlPathEqualTo("/r4/Appointment"))
                .atPriority(1)
                .withQueryParam("identifier", equalTo("urn:ehr|" + value))
                .willReturn(
                    okForContentType(
                        "application/fhir+json",
                        "{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": "
                            + theirs
                            + "}]}")));
    clinic
        .ehrFhir()
        .stubFor(
            get(urlPathEqualTo("/r4/Appointment/" + value))
                .willReturn(okForContentType("application/fhir+json", theirs)));
    clinic.ehrFhir().stubFor(put(urlPathEqualTo("/r4/Appointment/" + value)).willReturn(ok()));

    phone.text("C");

    clinic
        .ehrFhir()
        .verify(
            1,
            putRequestedFor(urlPathEqualTo("/r4/Appointment/" + value))
                .withHeader("If-Match", equalTo("W/\"7\""))
                .withRequestBody(matchingJsonPath("$.participant[0].status", equalTo("accepted"))));
  }

  @Test
  void whatGoesOutAboutASensitiveVisitGivesNothingAway() throws Exception {
    Person both = new Person(person.id(), "Zelda", person.phone(), person.id() + "@x.example", "");
    Location place = new Location();
    place.setName("Centre for Psychotherapy");
    place.getAddress().setText("9 Telling Street");
    place.addTelecom().setSystem(ContactPoint.ContactPointSystem.PHONE).setValue("+1 416 555 0999");
    place.getMeta().addSecurity(label("PSY"));
    String location = clinic.fhir().create(place);
    clinic.fhir().put(both.patient()).accepted();
    Appointment visit = both.visit(start.toInstant());
    visit
        .addParticipant()
        .setStatus(Appointment.ParticipationStatus.ACCEPTED)
        .setActor(new Reference("Location/" + location));
    visit.addServiceType().setText("Counselling");
    String id = clinic.fhir().create(visit);
    clinic.advanceTo(start.minusHours(1).toInstant());

    List<String> texts = new ArrayList<>(phone.got());
    for (MimeMessage mail : clinic.mails(both.email())) {
      texts.add(mail.getSubject() + GreenMailUtil.getBody(mail));
    }
    assertThat(texts).hasSizeGreaterThanOrEqualTo(3);
    assertThat(texts)
        .allSatisfy(
            text ->
                assertThat(text)
                    .contains("Harbour Clinic")
                    .doesNotContainIgnoringCase(
                        "psych", "counsel", "Telling", "0999", "Zelda", "mental"));
    assertThat(clinic.outreach().step(id, "reminder").status()).isEqualTo("completed");
  }

  @Test
  void emailAboutAMentalHealthVisitHasACrisisLineAndNoService() throws Exception {
    Person mailed = person.withoutPhone();
    Person reader = new Person(mailed.id(), "Zelda", "", mailed.id() + "@guard.example", "");
    clinic.fhir().put(reader.patient()).accepted();
    HealthcareService service = new HealthcareService();
    service
        .addType()
        .addCoding()
        .setSystem("http://terminology.hl7.org/CodeSystem/service-type")
        .setCode("142");
    String offered = clinic.fhir().create(service);
    Appointment visit = reader.visit(start.toInstant());
    visit
        .addParticipant()
        .setStatus(Appointment.ParticipationStatus.ACCEPTED)
        .setActor(new Reference("HealthcareService/" + offered));
    clinic.fhir().create(visit);
    clinic.settle();

    assertThat(clinic.mails(reader.email()))
        .singleElement()
        .satisfies(
            mail -> {
              String text = GreenMailUtil.getBody(mail);
              assertThat(text).contains("9-8-8", "Harbour Clinic", "<a href=");
              assertThat(mail.getSubject() + text)
                  .doesNotContainIgnoringCase("psych", "mental", "Zelda");
            });
  }

  @Test
  void whatStaffWriteIsCompletedOrRefused() {
    clinic.book(person, start);
    clinic.fhir().create(written("Please bring your card"));
    clinic.settle();
    assertThat(phone.last()).contains("Please bring your card", "Harbour Clinic", "STOP");

    String refused = clinic.fhir().create(written("Your HIV test is ready"));
    clinic.settle();

    assertThat(phone.last()).contains("card");
    Communication outcome =
        clinic
            .fhir()
            .search(Communication.class, "based-on=CommunicationRequest/" + refused)
            .get(0);
    assertThat(outcome.getStatusReason().getCodingFirstRep().getCode()).isEqualTo("unsafe-content");
  }

  @Test
  void proposedConsentIsAskedAboutOnceAndActiveOnlyAfterYes() {
    clinic.fhir().put(person.patient()).accepted();
    String consent = clinic.fhir().create(proposed());
    clinic.settle();
    assertThat(phone.got()).hasSize(1);
    assertThat(phone.last())
        .contains("Harbour Clinic", "Reply YES", "Msg & data rates may apply", "HELP", "STOP");

    phone.text("Yes!");

    Consent active = clinic.fhir().read(Consent.class, consent);
    assertThat(active.getStatus()).isEqualTo(Consent.ConsentState.ACTIVE);
    assertThat(active.getVerificationFirstRep().getVerified()).isTrue();
    assertThat(phone.last()).contains("thank you", "STOP");
    assertThat(phone.got()).hasSize(2);
  }

  @Test
  void proposedConsentThatNobodyAnswersStaysProposed() {
    clinic.fhir().put(person.patient()).accepted();
    String consent = clinic.fhir().create(proposed());
    clinic.advance(Duration.ofHours(25));

    phone.text("Yes");

    assertThat(clinic.fhir().read(Consent.class, consent).getStatus())
        .isEqualTo(Consent.ConsentState.PROPOSED);
    assertThat(phone.got()).hasSize(1);
  }

  @Test
  void crisisThatNobodyTakesIsEscalatedOnce() {
    clinic.book(person, start);
    phone.text("I want to die");
    phone.text("I want to die");
    phone.text("I want to die");
    assertThat(phone.got().stream().filter(text -> text.contains("9-8-8"))).hasSize(3);
    Task first = tasks("crisis").get(0);
    clinic.fhir().put(first.setStatus(Task.TaskStatus.ACCEPTED)).accepted();
    clinic.advance(Duration.ofMinutes(14));
    assertThat(tasks("escalation")).isEmpty();

    clinic.advance(Duration.ofMinutes(2));

    assertThat(tasks("escalation"))
        .hasSize(2)
        .noneMatch(task -> task.getFocus().getReference().endsWith(first.getIdPart()));
    clinic.advance(Duration.ofHours(1));
    assertThat(tasks("escalation")).hasSize(2);
  }

  private List<Task> tasks(String code) {
    return clinic.outreach().tasks(code).stream()
        .filter(task -> ("Patient/" + person.id()).equals(task.getFor().getReference()))
        .toList();
  }

  private Consent proposed() {
    Consent consent =
        Consents.outreach(person, Consent.ConsentProvisionType.PERMIT, clinic.settle());
    consent.setStatus(Consent.ConsentState.PROPOSED);
    consent
        .getProvision()
        .addCode(new CodeableConcept(new Coding(Channel.SYSTEM, Channel.SMS.code(), null)));
    consent
        .getProvision()
        .addPurpose(new Coding(OutreachPurpose.SYSTEM, OutreachPurpose.OUTREACH.code(), null));
    return consent;
  }

  private CommunicationRequest written(String text) {
    CommunicationRequest request = new CommunicationRequest();
    request.setStatus(CommunicationRequest.CommunicationRequestStatus.ACTIVE);
    request.addCategory().addCoding().setSystem(OutreachPurpose.SYSTEM).setCode("care");
    request.addMedium().addCoding().setSystem(Channel.SYSTEM).setCode("sms");
    request.setSubject(new Reference("Patient/" + person.id()));
    request.addPayload().setContent(new StringType(text));
    return request;
  }

  private static Coding label(String code) {
    return new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", code, null);
  }
}

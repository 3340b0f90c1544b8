package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.rapport.server.it.GatewayStub.Reply;
import org.rapport.server.it.Outreach.Planned;

/** Calls, the inbox, another channel in one's place, and the signature of e-mail. */
class ChannelsIT extends JourneyScenario {
  private static final String DELIVERY = Outreach.BASE + "/StructureDefinition/delivery-status";
  private static final String FAILED = Outreach.BASE + "/StructureDefinition/failed-channel";

  ChannelsIT(Clinic clinic) {
    super(clinic);
  }

  @Test
  void callIsATaskWithWhomToCallAndWhatToSay() {
    monday();
    String request = written("voice", "Your results are ready for a talk with the nurse.");

    Task call = call(request);
    Communication made = communication(request);

    assertThat(call.getStatus()).isEqualTo(TaskStatus.REQUESTED);
    assertThat(call.getFocus().getReference())
        .isEqualTo("Communication/" + made.getIdElement().getIdPart());
    assertThat(call.getInput().get(1).getValue().primitiveValue()).contains("Your results");
    assertThat(((ContactPoint) call.getInput().get(0).getValue()).getValue())
        .isEqualTo(person.phone());
    assertThat(made.getStatus()).isEqualTo(CommunicationStatus.INPROGRESS);
    assertThat(clinic.gateway().received(person.phone())).isEmpty();

    assertThat(clinic.fhir().put(call.setStatus(TaskStatus.COMPLETED)).status()).isEqualTo(422);
    close(call, "reached");

    assertThat(communication(request).getStatus()).isEqualTo(CommunicationStatus.COMPLETED);
    assertThat(communication(request).getExtensionString(DELIVERY)).isEqualTo("delivered");
  }

  @Test
  void whoAskedNotToBeCalledIsNotCalledAgain() {
    monday();
    close(call(written("voice", "We call about your visit.")), "asked-not-to-call");

    String again = written("voice", "We call once more.");

    assertNotDone(again, "opted-out");
    assertThat(clinic.fhir().search(Consent.class, "patient=" + person.id()))
        .anySatisfy(
            consent ->
                assertThat(consent.getProvision().getCodeFirstRep().getCodingFirstRep().getCode())
                    .isEqualTo("voice"));
    // A text is another channel.
    String text = written("sms", "We text you instead.");
    assertThat(communication(text).getStatus()).isEqualTo(CommunicationStatus.COMPLETED);
  }

  @Test
  void wrongNumberIsUsedNeitherForCallsNorForTexts() {
    monday();
    String request = written("voice", "We call about your visit.");
    close(call(request), "wrong-number");

    assertNotDone(request, "number-reassigned");
    assertNotDone(written("voice", "We call once more."), "number-reassigned");
    assertNotDone(written("sms", "We text you."), "number-reassigned");
  }

  @Test
  void callsAndTextsCountTogether() {
    monday();
    written("sms", "First of the day.");
    written("voice", "Second of the day.");

    String third = written("sms", "Third of the day.");

    assertThat(clinic.fhir().read(CommunicationRequest.class, third).getStatus())
        .isEqualTo(CommunicationRequestStatus.ACTIVE);
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
  }

  @Test
  void draftIsToldWhatWouldComeOfItAndStaysADraft() {
    monday();
    clinic.fhir().put(person.patient()).accepted();
    CommunicationRequest draft = request("sms", "Reply CANCEL to cancel your visit.");
    draft.setStatus(CommunicationRequestStatus.DRAFT);
    String refused = clinic.fhir().create(draft);
    draft.getPayload().clear();
    draft.addPayload().setContent(new StringType("Please bring your card."));
    String good = clinic.fhir().create(draft);
    clinic.settle();

    assertThat(verdict(refused)).isEqualTo("unsafe-content");
    assertThat(verdict(good)).isEqualTo("release");
    assertThat(clinic.gateway().received(person.phone())).isEmpty();
    assertThat(clinic.fhir().read(CommunicationRequest.class, good).getStatus())
        .isEqualTo(CommunicationRequestStatus.DRAFT);
  }

  @Test
  void whoPrefersThePortalFindsMessagesInTheInbox() {
    var start = monday().plusDays(10);
    Patient patient = person.patient();
    patient
        .addTelecom()
        .setSystem(ContactPoint.ContactPointSystem.OTHER)
        .setValue("portal")
        .setRank(1);
    clinic.fhir().put(patient).accepted();
    String visit = clinic.fhir().create(person.visit(start.toInstant()));
    clinic.settle();

    Communication inbox = clinic.outreach().outcome(clinic.outreach().step(visit, "confirmation"));
    assertThat(inbox.getMediumFirstRep().getCodingFirstRep().getCode()).isEqualTo("portal");
    assertThat(inbox.getStatus()).isEqualTo(CommunicationStatus.COMPLETED);
    assertThat(inbox.getExtensionString(DELIVERY)).isEqualTo("delivered");
    assertThat(inbox.getReceived()).isNotNull();
    assertThat(inbox.getTopic().getText()).isNotBlank();
    assertThat(clinic.gateway().received(person.phone())).isEmpty();

    inbox.getExtensionByUrl(DELIVERY).setValue(new CodeType("read"));
    clinic.fhir().put(inbox).accepted();
    assertThat(
            clinic
                .fhir()
                .search(
                    Communication.class,
                    "subject=Patient/"
                        + person.id()
                        + "&medium="
                        + Outreach.BASE
                        + "/CodeSystem/channel%7Cportal"))
        .hasSize(1);
  }

  @Test
  void messageToANumberThatNobodyHasGoesByEmailOnceAndSaysSo() throws Exception {
    var start = monday().plusDays(10);
    clinic.gateway().answer(person.phone(), Reply.refused("21211"));
    String visit = clinic.book(person, start);

    Planned confirmation = clinic.outreach().step(visit, "confirmation");
    assertThat(confirmation.status()).isEqualTo("completed");
    List<Communication> both =
        clinic
            .fhir()
            .search(Communication.class, "based-on=CommunicationRequest/" + confirmation.id());
    assertThat(both)
        .extracting(
            one -> one.getMediumFirstRep().getCodingFirstRep().getCode(),
            Communication::getStatus,
            one -> one.getExtensionString(FAILED))
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("sms", CommunicationStatus.NOTDONE, null),
            org.assertj.core.groups.Tuple.tuple("email", CommunicationStatus.COMPLETED, "sms"));
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
    MimeMessage mail = clinic.mails(person.email()).get(0);
    assertThat(clinic.fhir().anonymous("GET", "/actuator/health", "text/plain", null).body())
        .as("who is nobody sees no more than whether it is well")
        .contains("\"channels\":{\"status\"", "\"timeZones\"")
        .doesNotContain("DKIM1", "\"circuit\"");
    assertThat(
            new Visitor(clinic.process().base())
                .bearer(clinic.fhir().token(), "GET", "/actuator/health", null)
                .body())
        .contains("rapport._domainkey.example.org", "v=DKIM1; k=rsa; p=", "\"circuit\"")
        .as("the disk that it looks at is that of the data folder")
        .contains("\"path\":\"" + clinic.data() + "\"");
    assertThat(mail.getHeader("DKIM-Signature")[0]).contains("d=example.org", "s=rapport");
  }

  @Test
  void channelThatIsDownForLongLosesNoMessageAndDoublesNone() {
    var start = monday().plusDays(10);
    List<Person> people = Stream.generate(() -> Person.next().withoutEmail()).limit(12).toList();
    clinic.gateway().shut();
    try {
      people.forEach(
          one -> {
            clinic.fhir().put(one.patient()).accepted();
            clinic.fhir().create(one.visit(start.toInstant()));
          });
      clinic.settle();
      // Without a circuit all eight tries were spent by now.
      clinic.advance(Duration.ofMinutes(12));
      String visit = clinic.book(person, start);
      assertThat(clinic.outreach().step(visit, "confirmation").status()).isEqualTo("active");
      clinic.advance(Duration.ofMinutes(8));
      // Whoever may be told by e-mail does not wait for longer. The channel is tried with one of
      // the messages that wait for it, which may have been this one, and then says so.
      Planned confirmed = clinic.outreach().step(visit, "confirmation");
      Map<CommunicationStatus, List<Communication>> outcomes =
          clinic
              .fhir()
              .search(Communication.class, "based-on=CommunicationRequest/" + confirmed.id())
              .stream()
              .collect(Collectors.groupingBy(Communication::getStatus));
      assertThat(outcomes.get(CommunicationStatus.COMPLETED))
          .singleElement()
          .satisfies(mail -> assertThat(mail.getExtensionString(FAILED)).isEqualTo("sms"));
      assertThat(outcomes.getOrDefault(CommunicationStatus.NOTDONE, List.of()))
          .hasSizeLessThanOrEqualTo(1)
          .allSatisfy(
              tried ->
                  assertThat(tried.getStatusReason().getCodingFirstRep().getCode())
                      .isEqualTo("delivery-failed"));
      assertThat(outcomes.keySet())
          .isSubsetOf(CommunicationStatus.COMPLETED, CommunicationStatus.NOTDONE);
      assertThat(clinic.mails(person.email())).hasSize(1);
    } finally {
      clinic.gateway().open();
    }

    clinic.advance(Duration.ofMinutes(5));

    assertThat(people)
        .allSatisfy(one -> assertThat(clinic.gateway().received(one.phone())).hasSize(1));
    assertThat(clinic.gateway().received(person.phone())).isEmpty();
  }

  private void assertNotDone(String request, String reason) {
    Communication outcome = communication(request);
    assertThat(outcome.getStatus()).isEqualTo(CommunicationStatus.NOTDONE);
    assertThat(outcome.getStatusReason().getCodingFirstRep().getCode()).isEqualTo(reason);
    CommunicationRequest revoked = clinic.fhir().read(CommunicationRequest.class, request);
    assertThat(revoked.getStatus()).isEqualTo(CommunicationRequestStatus.REVOKED);
    assertThat(revoked.getStatusReason().getCodingFirstRep().getCode()).isEqualTo(reason);
  }

  private String verdict(String request) {
    return clinic
        .fhir()
        .get("/CommunicationRequest/" + request + "/$explain")
        .accepted()
        .as(Parameters.class)
        .getParameter("verdict")
        .getValue()
        .primitiveValue();
  }

  private void close(Task call, String outcome) {
    call.setStatus(TaskStatus.COMPLETED);
    call.setBusinessStatus(coded("call-outcome", outcome));
    clinic.fhir().put(call).accepted();
    clinic.settle();
  }

  private Task call(String request) {
    List<Task> calls =
        calls().stream()
            .filter(
                task ->
                    ("CommunicationRequest/" + request)
                        .equals(task.getBasedOnFirstRep().getReference()))
            .toList();
    assertThat(calls).hasSize(1);
    return calls.get(0);
  }

  private Communication communication(String request) {
    List<Communication> found =
        clinic.fhir().search(Communication.class, "based-on=CommunicationRequest/" + request);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private String written(String channel, String text) {
    clinic.fhir().put(person.patient()).accepted();
    String id = clinic.fhir().create(request(channel, text));
    clinic.settle();
    return id;
  }

  private CommunicationRequest request(String channel, String text) {
    CommunicationRequest request = new CommunicationRequest();
    request.setStatus(CommunicationRequestStatus.ACTIVE);
    request.setSubject(new Reference("Patient/" + person.id()));
    request.addCategory(coded("outreach-purpose", "care"));
    request.addMedium(coded("channel", channel));
    request.addPayload().setContent(new StringType(text));
    request.setAuthoredOn(Date.from(clinic.settle()));
    return request;
  }

  private static CodeableConcept coded(String system, String code) {
    return new CodeableConcept(new Coding(Outreach.BASE + "/CodeSystem/" + system, code, null));
  }
}

package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Communication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.GatewayStub.Received;
import org.rapport.server.it.GatewayStub.Reply;
import org.rapport.server.it.Outreach.Planned;

/** What goes wrong on the way to patients, and that it stays with the one it happened to. */
@ExtendWith(SharedClinic.class)
class GatewayTroubleIT {
  private final Clinic clinic;
  private final Outreach outreach;
  private final Person person = Person.next();
  private final ZonedDateTime start;

  GatewayTroubleIT(Clinic clinic) {
    this.clinic = clinic;
    this.outreach = clinic.outreach();
    this.start = clinic.morning().plusDays(10).withHour(14);
  }

  @Test
  void requestNamesAccountSenderAndAttempt() {
    clinic.book(person, start);

    Received received = clinic.gateway().received(person.phone()).get(0);
    assertThat(received.from()).isEqualTo(GatewayStub.FROM);
    assertThat(received.authorization()).isEqualTo("Basic QUMxOmdhdGV3YXktdG9rZW4=");
    assertThat(received.callback()).startsWith(clinic.process().base() + "/webhooks/sms/status/");
    assertThat(received.body()).contains(person.given());
  }

  @Test
  void messageThatTheGatewayCouldNotTakeIsSentOnceAfterAWhile() {
    clinic.gateway().answer(person.phone(), Reply.status(503));
    String visit = clinic.book(person, start);
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
    assertThat(outreach.step(visit, "confirmation").status()).isEqualTo("active");

    clinic.advance(Duration.ofHours(1));

    assertThat(clinic.gateway().received(person.phone())).hasSize(2);
    assertSent(visit);
  }

  @Test
  void recipientWhoStoppedTextsAtTheProviderIsOptedOut() {
    clinic.gateway().answer(person.phone(), Reply.refused("21610"));
    String visit = clinic.book(person, start);

    outreach.assertNotDone(outreach.step(visit, "confirmation"), "opted-out");
  }

  @Test
  void requestThatWasReadButNotAnsweredIsUnknownAndNeverRepeated() {
    clinic.gateway().answer(person.phone(), Reply.DROP);
    String visit = clinic.book(person, start);
    clinic.advance(Duration.ofDays(1));

    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
    Planned confirmation = outreach.step(visit, "confirmation");
    outreach.assertNotDone(confirmation, "delivery-unknown");
    String attempt = clinic.gateway().received(person.phone()).get(0).attempt();
    assertThat(outreach.tasks("delivery-unknown"))
        .extracting(task -> task.getFocus().getReference())
        .containsOnlyOnce("Communication/" + attempt);
  }

  @Test
  void outcomeIsRecordedThoughVisitAndRequestWereDeletedWhileTheGatewayHadTheMessage() {
    CountDownLatch answer = clinic.gateway().hold(person.phone());
    clinic.fhir().put(person.patient()).accepted();
    String visit = clinic.fhir().create(person.visit(start.toInstant()));
    await().until(() -> !clinic.gateway().received(person.phone()).isEmpty());
    Planned confirmation = outreach.step(visit, "confirmation");
    clinic.fhir().delete("/Appointment/" + visit).accepted();
    clinic.fhir().delete("/CommunicationRequest/" + confirmation.id()).accepted();

    answer.countDown();
    clinic.settle();

    String attempt = clinic.gateway().received(person.phone()).get(0).attempt();
    Communication sent = clinic.fhir().read(Communication.class, attempt);
    assertThat(sent.getStatus()).isEqualTo(Communication.CommunicationStatus.COMPLETED);
    assertThat(sent.getBasedOnFirstRep().getIdentifier().getValue()).isEqualTo(confirmation.id());
    assertThat(outreach.plannedFor(person)).noneMatch(planned -> planned.status().equals("active"));
  }

  /** The patient reads the first time in a moment: what comes after it corrects it. */
  @Test
  void whoseVisitMovesWhileTheConfirmationIsInTheGatewaysHandsGetsAChangeNotice() {
    CountDownLatch answer = clinic.gateway().hold(person.phone());
    clinic.fhir().put(person.patient()).accepted();
    String visit = clinic.fhir().create(person.visit(start.toInstant()));
    await().until(() -> !clinic.gateway().received(person.phone()).isEmpty());
    Appointment moved = person.visit(start.plusDays(1).toInstant());
    moved.setId(visit);
    clinic.fhir().put(moved).accepted();
    await()
        .until(
            () ->
                outreach.planned(visit).stream()
                        .filter(planned -> planned.step().equals("confirmation"))
                        .count()
                    == 2);

    answer.countDown();
    clinic.settle();

    assertThat(clinic.gateway().received(person.phone()))
        .extracting(GatewayStub.Received::body)
        .satisfiesExactly(
            first -> assertThat(first).contains("you are booked for"),
            second -> assertThat(second).contains("your visit is now on"));
  }

  @Test
  void messageWaitsForAGatewayThatIsDownAndArrivesOnce() {
    clinic.gateway().shut();
    String visit;
    try {
      visit = clinic.book(person, start);
      clinic.advance(Duration.ofSeconds(30));
      assertThat(outreach.step(visit, "confirmation").status()).isEqualTo("active");
    } finally {
      clinic.gateway().open();
    }

    clinic.advance(Duration.ofHours(1));

    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
    assertSent(visit);
  }

  @Test
  void mailboxThatDoesNotExistIsAnInvalidAddress() {
    Person writer = person.withoutPhone();
    clinic.smtp().refuse(writer.email());
    String visit = clinic.book(writer, start);

    outreach.assertNotDone(outreach.step(visit, "confirmation"), "invalid-address");
    assertThat(clinic.mails(writer.email())).isEmpty();
  }

  @Test
  void patientWithoutAnAddressDoesNotKeepTheOthersFromTheirs() {
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      people.add(i == 11 ? Person.next().withoutAddress() : Person.next());
      clinic.fhir().put(people.get(i).patient()).accepted();
      clinic.fhir().create(people.get(i).visit(start.toInstant()));
    }
    clinic.settle();

    Person silent = people.remove(11);
    assertThat(people)
        .allSatisfy(other -> assertThat(clinic.gateway().received(other.phone())).hasSize(1));
    Planned confirmation =
        outreach.plannedFor(silent).stream()
            .filter(step -> step.step().equals("confirmation"))
            .findFirst()
            .orElseThrow();
    outreach.assertNotDone(confirmation, "invalid-address");
  }

  @Test
  void whatLooksLikeATemplateInANameIsText() {
    clinic.book(person.named("{{7*7}}"), start);

    assertThat(clinic.gateway().received(person.phone()))
        .singleElement()
        .satisfies(message -> assertThat(message.body()).doesNotContain("49"));
  }

  @Test
  void lineBreakInANameAddsNoHeaderAndNoRecipient() throws Exception {
    Person writer =
        person.withoutPhone().named("Ada\r\nBcc: somebody@example.org\r\n\r\nAnother text");
    clinic.book(writer, start);

    assertThat(clinic.mails(writer.email()))
        .singleElement()
        .satisfies(
            mail -> {
              assertThat(mail.getAllRecipients()).hasSize(1);
              assertThat(mail.getHeader("Bcc")).isNull();
            });
    assertThat(clinic.mails("somebody@example.org")).isEmpty();
  }

  @Test
  void gatewayThatNeverAnswersLeavesTheMessageUnknown() {
    clinic.gateway().answer(person.phone(), Reply.SILENCE);
    clinic.fhir().put(person.patient()).accepted();
    String visit = clinic.fhir().create(person.visit(start.toInstant()));

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(outreach.step(visit, "confirmation").status()).isEqualTo("revoked"));
    outreach.assertNotDone(outreach.step(visit, "confirmation"), "delivery-unknown");
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
  }

  private void assertSent(String visit) {
    Planned confirmation = outreach.step(visit, "confirmation");
    assertThat(confirmation.status()).isEqualTo("completed");
    assertThat(outreach.outcome(confirmation).getStatus())
        .isEqualTo(Communication.CommunicationStatus.COMPLETED);
  }
}

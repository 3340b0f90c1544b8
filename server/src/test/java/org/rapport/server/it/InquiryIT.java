package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.it.InquiryDesk.lead;
import static org.rapport.server.it.InquiryDesk.stage;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.rapport.server.it.Outreach.Planned;

/** What follows from an inquiry, from the form to the booked visit. */
class InquiryIT extends InquiryScenario {
  InquiryIT(Clinic clinic) {
    super(clinic);
  }

  private List<Planned> planned(String patient) {
    return clinic.fhir().search(CommunicationRequest.class, "patient=" + patient).stream()
        .map(Planned::of)
        .toList();
  }

  private ZonedDateTime saturdayNight() {
    ZonedDateTime saturday =
        clinic
            .settle()
            .atZone(Clinic.ZONE)
            .with(TemporalAdjusters.next(DayOfWeek.SATURDAY))
            .withHour(21)
            .withMinute(0);
    clinic.advanceTo(saturday.toInstant());
    return saturday;
  }

  @Test
  void onSaturdayNight_isAnsweredAtOnce_dueOnMonday_andFollowedUpUntilTheEhrBooks() {
    ZonedDateTime night = saturdayNight();
    FhirClient.Answer answer =
        desk.send(
            fields(
                "insurance",
                "sun life",
                "utm_source",
                "search",
                "campaign",
                "knees",
                "preferred-time",
                "mornings",
                "consent-sms",
                true));
    clinic.settle();

    assertThat(answer.status()).isEqualTo(201);
    assertThat(phone.got().get(0)).contains("we have your request", "Monday before 5 PM");
    String lead = lead(answer);
    Task task = desk.task(lead);
    assertThat(stage(task)).isEqualTo("new");
    assertThat(task.getOwner().getReference()).isEqualTo("Organization/intake-team");
    assertThat(task.getLocation().getReference()).isEqualTo("Location/desk-place");
    assertThat(task.getRestriction().getPeriod().getEnd().toInstant())
        .isEqualTo(night.plusDays(2).withHour(17).toInstant());
    assertThat(answer.body())
        .contains(task.getRestriction().getPeriod().getEnd().toInstant().toString());
    assertThat(task.getInput().stream().map(input -> input.getType().getText()))
        .contains("service", "preferred-time", "insurance");
    QuestionnaireResponse answers =
        clinic
            .fhir()
            .read(QuestionnaireResponse.class, task.getFocus().getReferenceElement().getIdPart());
    assertThat(answers.getQuestionnaire()).contains("/Questionnaire/appointment-request");
    List<Consent> consents = desk.of(Consent.class, patient(lead));
    assertThat(consents).hasSize(1);
    assertThat(consents.get(0).getStatus()).isEqualTo(Consent.ConsentState.PROPOSED);
    Planned followUp =
        planned(patient(lead)).stream()
            .filter(p -> p.step().equals("follow-up"))
            .findFirst()
            .orElseThrow();
    assertThat(followUp.at()).isEqualTo(night.plusDays(1).withHour(10).toInstant());

    // The EHR registers the person as one of its own and books, a minute before.
    clinic.advanceTo(followUp.at().minusSeconds(60));
    clinic.tell(
        SiuMessages.booking("inquiry-" + person.id())
            .of(person)
            .at(night.plusDays(4).withHour(10)));
    clinic.advance(Duration.ofMinutes(30));

    Task booked = desk.task(lead);
    assertThat(stage(booked)).isEqualTo("booked");
    assertThat(booked.getStatus()).isEqualTo(Task.TaskStatus.COMPLETED);
    assertThat(booked.getExecutionPeriod().getEnd().toInstant())
        .isEqualTo(followUp.at().minusSeconds(60));
    String known = patient(lead);
    assertThat(planned(known).stream().filter(p -> p.step().equals("follow-up")))
        .extracting(Planned::status, Planned::reason)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("revoked", "condition-not-met"));
    assertThat(phone.got()).noneMatch(text -> text.contains("not forgotten"));
    assertThat(phone.last()).contains("you are booked for");
    assertThat(desk.of(Communication.class, known))
        .anyMatch(c -> c.getCategoryFirstRep().getCodingFirstRep().getCode().equals("inquiry"));
    assertThat(clinic.fhir().search(Patient.class, "phone=" + person.phone().replace("+", "%2B")))
        .filteredOn(Patient::getActive)
        .hasSize(1);
  }

  @Test
  void twentyEqualSubmissionsAtOnce_areOnePersonAndOneInquiry() {
    clinic.morning();
    List<CompletableFuture<FhirClient.Answer>> sending = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sending.add(CompletableFuture.supplyAsync(() -> desk.send(fields())));
    }
    Set<String> leads =
        sending.stream().map(answer -> lead(answer.join())).collect(Collectors.toSet());
    clinic.settle();

    assertThat(leads).hasSize(1);
    String patient = patient(leads.iterator().next());
    assertThat(desk.of(Task.class, patient)).hasSize(1);
    assertThat(phone.got()).hasSize(1);
  }

  @Test
  void theSamePersonAgain_addsToTheInquiry_andAnotherWithTheNumberIsNotJoined() {
    clinic.morning();
    String first = lead(desk.send(fields("utm_source", "search")));
    String again =
        lead(desk.send(fields("preferred-time", "Tuesdays", "utm_source", "newsletter")));
    String other = lead(desk.send(fields("given", "Bert", "family", "Else")));
    clinic.settle();

    assertThat(again).isEqualTo(first);
    Task task = desk.task(first);
    assertThat(
            task.getInput().stream()
                .filter(input -> "preferred-time".equals(input.getType().getText()))
                .map(input -> input.getValue().primitiveValue()))
        .containsExactly("Tuesdays");
    assertThat(
            task.getExtensionsByUrl(Outreach.BASE + "/StructureDefinition/attribution").stream()
                .map(touch -> touch.getExtensionString("source")))
        .containsExactly("search", "newsletter");
    assertThat(other).isNotEqualTo(first);
    assertThat(patient(other)).isNotEqualTo(patient(first));
    assertThat(clinic.outreach().tasks("resolve-identity"))
        .anyMatch(t -> ("Patient/" + patient(other)).equals(t.getFor().getReference()));
  }

  @Test
  void whatWeCannotDo_isSaidAtOnce_withItsReason() {
    clinic.morning();
    Task unknown = desk.task(lead(desk.send(fields("service", "neurosurgery"))));
    assertThat(unknown.getStatusReason().getCodingFirstRep().getCode())
        .isEqualTo("service-not-offered");
    assertThat(stage(unknown)).isEqualTo("out-of-scope");
    clinic.settle();
    assertThat(phone.last()).contains("We do not offer this service");

    Person insured = Person.next();
    Task refused =
        desk.task(lead(desk.send(fields("phone", insured.phone(), "insurance", "Aetna"))));
    clinic.settle();
    assertThat(refused.getStatusReason().getCodingFirstRep().getCode())
        .isEqualTo("insurance-not-accepted");
    assertThat(new PatientPhone(clinic, insured.phone()).got())
        .singleElement()
        .asString()
        .contains("We do not take this insurance");
    assertThat(
            clinic
                .fhir()
                .get("/Task/" + refused.getIdElement().getIdPart() + "/$explain")
                .accepted()
                .body())
        .contains("insurance", "refuse");
  }

  @Test
  void aReplyRestsTheFollowUp_andADeadlineThatPassesIsEscalatedOnce() {
    ZonedDateTime monday = monday();
    String lead = lead(desk.send(fields()));
    Person silent = Person.next();
    String waiting = lead(desk.send(fields("phone", silent.phone(), "family", "Silent")));
    phone.text("Tuesdays are best for me");

    assertThat(stage(desk.task(lead))).isEqualTo("engaged");
    clinic.advanceTo(monday.plusDays(4).toInstant());

    assertThat(phone.got()).noneMatch(text -> text.contains("not forgotten"));
    assertThat(new PatientPhone(clinic, silent.phone()).got())
        .hasSize(3)
        .anyMatch(text -> text.contains("not forgotten"))
        .anyMatch(text -> text.contains("our last message"));
    assertThat(clinic.outreach().tasks("escalation"))
        .extracting(task -> task.getFocus().getReference())
        .containsOnlyOnce("Task/" + waiting)
        .doesNotContain("Task/" + lead);
  }

  @Test
  void crisisWording_isAnsweredWithTheLine_aTaskAtOnce_andNothingElse() {
    clinic.morning();
    FhirClient.Answer answer = desk.send(fields("message", "I want to kill myself"));
    clinic.settle();

    assertThat(answer.body()).contains("call your local emergency number");
    assertThat(phone.got()).singleElement().asString().contains("9-8-8");
    String patient = patient(lead(answer));
    assertThat(clinic.outreach().tasks("crisis"))
        .anyMatch(task -> ("Patient/" + patient).equals(task.getFor().getReference()));
    assertThat(planned(patient).stream().filter(p -> p.step().equals("follow-up")))
        .allMatch(p -> p.status().equals("on-hold"));
  }

  @Test
  void whoNamesNoService_isAskedOnce_andTheirAnswerRoutesIt() {
    monday();
    Map<String, Object> fields = fields();
    fields.remove("service");
    String lead = lead(desk.send(fields));
    clinic.settle();
    assertThat(phone.last()).contains("Which service is it about?");
    assertThat(desk.task(lead).hasOwner()).isFalse();

    phone.text("Hm, let me think");
    clinic.settle();
    assertThat(desk.task(lead).hasOwner()).isFalse();

    phone.text("Dentistry, please");
    clinic.settle();

    Task routed = desk.task(lead);
    assertThat(stage(routed)).isEqualTo("engaged");
    assertThat(routed.getOwner().getReference()).isEqualTo("Organization/intake-team");
    assertThat(routed.getStatusReason().getCodingFirstRep().getCode()).isEqualTo("routed");
    assertThat(routed.getInput().stream().map(input -> input.getType().getText()))
        .contains("service");
  }
}

package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;

/** Inquiries that come by telephone, from ads, from a file, and what people read before. */
class CallsAndAdsIT extends JourneyScenario {
  private final InquiryDesk desk;

  CallsAndAdsIT(Clinic clinic) {
    super(clinic);
    this.desk = new InquiryDesk(clinic);
    desk.open();
  }

  private List<Communication> heard() {
    return clinic
        .fhir()
        .search(
            Communication.class,
            "category="
                + Outreach.BASE
                + "/CodeSystem/engagement-category%7Cmissed-call&_sort=-_lastUpdated");
  }

  @Test
  void aMissedCall_isTextedBackAtOnce_andCalledBackOnce() {
    clinic.morning();
    String sid = InquiryDesk.nextCall();
    assertThat(desk.call(person.phone(), "ringing", InquiryDesk.nextCall())).isEqualTo(200);
    assertThat(desk.call(person.phone(), "no-answer", sid)).isEqualTo(200);
    assertThat(desk.call(person.phone(), "no-answer", sid)).isEqualTo(200);
    assertThat(desk.call(person.phone(), "busy", InquiryDesk.nextCall())).isEqualTo(200);
    clinic.settle();

    assertThat(phone.got())
        .singleElement()
        .asString()
        .containsPattern("sorry that we missed your call. We will call you back .*before \\d");
    List<Communication> mine =
        heard().stream()
            .filter(
                c ->
                    c.getExtension().stream()
                        .anyMatch(
                            e ->
                                e.getValue() instanceof org.hl7.fhir.r4.model.ContactPoint from
                                    && person.phone().equals(from.getValue())))
            .toList();
    assertThat(mine).hasSize(2);
    String caller = mine.get(0).getSubject().getReference();
    assertThat(clinic.outreach().tasks("call-back"))
        .filteredOn(task -> caller.equals(task.getFor().getReference()))
        .singleElement()
        .satisfies(task -> assertThat(task.getRestriction().getPeriod().hasEnd()).isTrue());
    assertThat(desk.call("anonymous", "no-answer", InquiryDesk.nextCall())).isEqualTo(200);
  }

  @Test
  void anAdsLead_isTakenOnce_andAForgedOneIsNot() {
    clinic.morning();
    String json =
        InquiryDesk.json(Map.of("given", "Ada", "email", person.email(), "service", "88"));
    String lead = InquiryDesk.lead(desk.ads("meta", json));
    assertThat(InquiryDesk.lead(desk.ads("meta", json))).isEqualTo(lead);
    assertThat(
            desk.task(lead)
                .getExtensionsByUrl(Outreach.BASE + "/StructureDefinition/attribution")
                .get(0)
                .getExtensionString("source"))
        .isEqualTo("meta");
    assertThat(clinic.fhir().service("/webhooks/leads/meta", json, Map.of()).status())
        .isEqualTo(403);
    FhirClient.Answer wrong = desk.ads("meta", "{\"email\":\"nobody\"}");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body()).contains("\"field\":\"email\"");
    assertThat(desk.ads("meta", "[]").status()).isEqualTo(400);
  }

  @Test
  void aDownload_isAskedAboutAWeekLater_onlyWhereThatIsPermitted() {
    clinic.morning();
    String lead =
        InquiryDesk.lead(
            desk.send(
                Map.of(
                    "given",
                    "Ada",
                    "email",
                    person.email(),
                    "service",
                    "65",
                    "consent-email",
                    true)));
    desk.agree(person.email());
    String event = InquiryDesk.json(Map.of("lead", lead, "type", "download", "subject", "pre-op"));
    assertThat(clinic.fhir().service("/events", event, Map.of()).status()).isEqualTo(204);
    assertThat(clinic.fhir().service("/events", event, Map.of("DNT", "1")).status()).isEqualTo(204);
    assertThat(
            clinic
                .fhir()
                .service(
                    "/events",
                    InquiryDesk.json(
                        Map.of("lead", lead, "type", "download", "subject", "depression guide")),
                    Map.of())
                .status())
        .isEqualTo(204);
    assertThat(clinic.fhir().service("/events", "{\"type\":\"sneeze\"}", Map.of()).status())
        .isEqualTo(422);
    String patient = desk.task(lead).getFor().getReferenceElement().getIdPart();
    assertThat(
            clinic
                .fhir()
                .search(
                    Communication.class,
                    "patient="
                        + patient
                        + "&category="
                        + Outreach.BASE
                        + "/CodeSystem/engagement-category%7Cdownload"))
        .singleElement()
        .satisfies(c -> assertThat(c.getTopic().getText()).isEqualTo("pre-op"));
    clinic.advance(Duration.ofDays(8));

    assertThat(clinic.mails(person.email()))
        .anyMatch(
            mail -> {
              try {
                return mail.getSubject().contains("what you read");
              } catch (jakarta.mail.MessagingException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @Test
  void aFileIsTriedBeforeItIsTaken_andOneBadRowStopsNoOther() {
    clinic.morning();
    Person second = Person.next();
    String csv =
        "given,phone,service\nAda,%s,65\nBert,12,65\nCleo,%s,88\n"
            .formatted(person.phone(), second.phone());
    Parameters in = new Parameters();
    in.addParameter("csv", new StringType(csv));
    Parameters tried = clinic.fhir().post("/$import-leads", in).accepted().as(Parameters.class);
    assertThat(tried.getParameter("taken").getValue().primitiveValue()).isEqualTo("2");
    assertThat(
            clinic
                .fhir()
                .search(Task.class, "code=lead&patient.phone=" + second.phone().substring(1)))
        .isEmpty();
    in.addParameter("dryRun", new org.hl7.fhir.r4.model.BooleanType(false));
    String report = clinic.fhir().post("/$import-leads", in).accepted().body();
    clinic.settle();

    assertThat(report).contains("phone: should be a telephone number");
    assertThat(phone.got()).hasSize(1);
    assertThat(new PatientPhone(clinic, second.phone()).got()).hasSize(1);
  }
}

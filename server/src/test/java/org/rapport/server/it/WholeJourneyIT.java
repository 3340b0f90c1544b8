package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;

/**
 * From the page that was read to the survey after the visit: one person, one story, its numbers.
 */
class WholeJourneyIT extends JourneyScenario {
  private final InquiryDesk desk;

  WholeJourneyIT(Clinic clinic) {
    super(clinic);
    this.desk = new InquiryDesk(clinic);
    desk.open();
  }

  private MeasureReport measure(String id, LocalDate from, LocalDate until) {
    return clinic
        .fhir()
        .get("/Measure/" + id + "/$evaluate-measure?periodStart=" + from + "&periodEnd=" + until)
        .accepted()
        .as(MeasureReport.class);
  }

  private static int count(MeasureReport report, String population) {
    return report.getGroupFirstRep().getPopulation().stream()
        .filter(p -> population.equals(p.getCode().getCodingFirstRep().getCode()))
        .findFirst()
        .orElseThrow()
        .getCount();
  }

  private List<Task> leads(LocalDate from, LocalDate until) {
    return clinic
        .fhir()
        .search(
            Task.class,
            "code="
                + Outreach.BASE
                + "/CodeSystem/task-code%7Clead&authored-on=ge"
                + from.atStartOfDay(Clinic.ZONE).toInstant()
                + "&authored-on=lt"
                + until.plusDays(1).atStartOfDay(Clinic.ZONE).toInstant());
  }

  @Test
  void readsAsksCallsBooksComesAndIsAsked_asOnePersonInOneTimeline() {
    ZonedDateTime monday = monday();
    FhirClient.Answer sent =
        desk.send(
            Map.of(
                "given",
                person.given(),
                "family",
                "Test",
                "phone",
                person.phone(),
                "email",
                person.email(),
                "service",
                "65",
                "consent-email",
                true,
                "campaign",
                "knees",
                "source",
                "newsletter"));
    String lead = InquiryDesk.lead(sent);
    desk.agree(person.email());
    clinic
        .fhir()
        .service(
            "/events",
            InquiryDesk.json(Map.of("lead", lead, "type", "page-view", "subject", "first visit")),
            Map.of());
    clinic.advance(Duration.ofHours(2));
    desk.call(person.phone(), "no-answer", InquiryDesk.nextCall());
    clinic.settle();
    ZonedDateTime start = monday.plusDays(3).withHour(11);
    String filler = "whole-" + person.id();
    clinic.tell(SiuMessages.booking(filler).of(person).at(start));
    String visit = clinic.outreach().visitId(filler);
    clinic.advanceTo(start.plusHours(1).toInstant());
    clinic
        .fhir()
        .put(
            clinic
                .fhir()
                .read(Appointment.class, visit)
                .setStatus(Appointment.AppointmentStatus.FULFILLED))
        .accepted();
    clinic.advance(Duration.ofDays(2));

    String survey =
        Stream.concat(
                phone.got().stream(),
                clinic.mails(person.email()).stream().map(WholeJourneyIT::text))
            .filter(text -> text.contains("/p/") && text.toLowerCase().contains("how was your"))
            .findFirst()
            .orElseThrow()
            .replaceAll("(?s).*(/p/[A-Za-z0-9_-]{43}).*", "$1");
    assertThat(clinic.fhir().anonymous("GET", survey, "text/plain", null).body())
        .contains("<option value=\"5\"");
    assertThat(clinic.fhir().service(survey, "{\"overall\":9}", Map.of()).status()).isEqualTo(422);
    assertThat(clinic.fhir().service(survey, "{\"overall\":5}", Map.of()).status()).isEqualTo(201);
    assertThat(clinic.fhir().anonymous("GET", survey, "text/plain", null).body())
        .doesNotContain("<option");
    clinic.settle();

    String patient =
        clinic.fhir().read(Task.class, lead).getFor().getReferenceElement().getIdPart();
    Bundle timeline =
        clinic
            .fhir()
            .get("/Patient/" + patient + "/$timeline?_count=500")
            .accepted()
            .as(Bundle.class);
    List<Resource> told =
        timeline.getEntry().stream().map(Bundle.BundleEntryComponent::getResource).toList();
    assertThat(timeline.getTotal()).isEqualTo(told.size());
    assertThat(told.stream().map(Resource::fhirType).distinct())
        .contains("Communication", "Task", "Appointment", "QuestionnaireResponse", "Consent");
    assertThat(told.stream().flatMap(WholeJourneyIT::category))
        .contains(
            "inquiry", "page-view", "missed-call", "acknowledgement", "appointment", "survey");
    assertThat(told).filteredOn(r -> r instanceof QuestionnaireResponse).hasSize(2);
    Bundle first =
        clinic.fhir().get("/Patient/" + patient + "/$timeline?_count=3").as(Bundle.class);
    assertThat(first.getEntry()).hasSize(3);
    assertThat(first.getLink("next").getUrl()).contains("_offset=3");

    LocalDate from = monday.toLocalDate();
    LocalDate until = from.plusDays(6);
    List<Task> leads = leads(from, until);
    MeasureReport booked = measure("inquiry-to-booked", from, until);
    assertThat(count(booked, "denominator")).isEqualTo(leads.size());
    assertThat(count(booked, "numerator"))
        .isEqualTo((int) leads.stream().filter(t -> InquiryDesk.stage(t).equals("booked")).count())
        .isPositive();
    assertThat(booked.getGroupFirstRep().getStratifier())
        .filteredOn(s -> "campaign".equals(s.getCodeFirstRep().getText()))
        .singleElement()
        .satisfies(
            s ->
                assertThat(s.getStratum())
                    .anyMatch(stratum -> "knees".equals(stratum.getValue().getText())));
    MeasureReportGroupComponent days = measure("days-to-visit", from, until).getGroupFirstRep();
    assertThat(days.getMeasureScore().getCode()).isEqualTo("d");
    assertThat(days.getMeasureScore().getValue().doubleValue()).isBetween(0.1, 30.0);
    assertThat(
            measure("time-to-acknowledgement", from, until)
                .getGroupFirstRep()
                .getMeasureScore()
                .getValue()
                .doubleValue())
        .isLessThan(60);
    for (String id :
        List.of(
            "time-to-first-response",
            "no-show-rate",
            "call-abandonment",
            "satisfaction",
            "stuck-leads",
            "staff-overrides",
            "step-drop-off",
            "opt-out-rate",
            "delivery-rate")) {
      assertThat(measure(id, from, until).getStatus().toCode()).isEqualTo("complete");
    }
    assertThat(count(measure("satisfaction", from, until), "numerator")).isPositive();
    assertThat(clinic.fhir().get("/Measure/satisfaction/$evaluate-measure?periodEnd=x").status())
        .isEqualTo(400);
  }

  private static String text(jakarta.mail.internet.MimeMessage mail) {
    try {
      java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
      Object content = mail.getContent();
      if (content instanceof jakarta.mail.internet.MimeMultipart parts) {
        return String.valueOf(parts.getBodyPart(0).getContent());
      }
      mail.writeTo(out);
      return out.toString(java.nio.charset.StandardCharsets.UTF_8);
    } catch (java.io.IOException | jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<String> category(Resource resource) {
    return resource instanceof org.hl7.fhir.r4.model.Communication communication
        ? communication.getCategory().stream().map(c -> c.getCodingFirstRep().getCode())
        : Stream.empty();
  }

  @Test
  void aReferralFromAnotherClinic_isAnInquiryOfItsPatient_once() {
    clinic.morning();
    clinic.fhir().put(person.patient()).accepted();
    ServiceRequest referral = new ServiceRequest();
    referral.setId("referral-" + person.id());
    referral.setStatus(ServiceRequest.ServiceRequestStatus.ACTIVE);
    referral.setIntent(ServiceRequest.ServiceRequestIntent.ORDER);
    referral.addCategory(
        new CodeableConcept(new Coding("http://snomed.info/sct", "3457005", "Patient referral")));
    referral.setCode(new CodeableConcept(new Coding(InquiryDesk.SERVICE_TYPES, "65", null)));
    referral.setSubject(new Reference("Patient/" + person.id()));
    clinic.fhir().put(referral).accepted();
    clinic.settle();
    referral.addNote().setText("Please see soon");
    clinic.fhir().put(referral).accepted();
    clinic.settle();

    assertThat(desk.of(Task.class, person.id()))
        .singleElement()
        .satisfies(
            task -> {
              assertThat(InquiryDesk.stage(task)).isEqualTo("new");
              assertThat(task.getOwner().getReference()).isEqualTo("Organization/intake-team");
              assertThat(task.getFocus().getReference())
                  .isEqualTo("ServiceRequest/referral-" + person.id());
            });
    assertThat(phone.got()).singleElement().asString().contains("we have your request");
  }
}

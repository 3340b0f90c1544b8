package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.ListResource;
import org.hl7.fhir.r4.model.Measure;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupStratifierComponent;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.profiles.Extensions;

/** A measure week by week, and of one place. */
@ExtendWith(SharedClinic.class)
class MeasureByPlaceIT {
  private static final String MEASURE = "/Measure/inquiry-to-booked/$evaluate-measure";

  private final Clinic clinic;
  private final InquiryDesk desk;

  MeasureByPlaceIT(Clinic clinic) {
    this.clinic = clinic;
    this.desk = new InquiryDesk(clinic);
    clinic.morning();
    desk.open();
  }

  private MeasureReport report(String query) {
    return clinic.fhir().get(MEASURE + query).accepted().as(MeasureReport.class);
  }

  private static int denominator(MeasureReport report) {
    return report.getGroupFirstRep().getPopulation().stream()
        .filter(one -> one.getCode().getCodingFirstRep().getCode().equals("denominator"))
        .findFirst()
        .orElseThrow()
        .getCount();
  }

  @Test
  void theWeeksAddUpToTheWhole_andAPlaceHasItsOwn() {
    InquiryDesk.lead(
        desk.send(Map.of("given", "Bo", "phone", Person.next().phone(), "service", "65")));
    String today = clinic.settle().atZone(Clinic.ZONE).toLocalDate().toString();
    String period = "?periodStart=2027-03-01&periodEnd=" + today;

    MeasureReport all = report(period + "&by=month");

    MeasureReportGroupStratifierComponent months =
        all.getGroupFirstRep().getStratifier().stream()
            .filter(one -> one.getCodeFirstRep().getText().equals("month"))
            .findFirst()
            .orElseThrow();
    List<Integer> counts =
        months.getStratum().stream()
            .map(stratum -> stratum.getPopulation().get(0).getCount())
            .toList();
    assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(denominator(all));
    assertThat(months.getStratumFirstRep().getValue().getText()).isEqualTo("2027-03-01");
    int here = denominator(report(period + "&location=desk-place"));
    assertThat(here).isPositive().isLessThanOrEqualTo(denominator(all));
    assertThat(denominator(report(period + "&location=nowhere"))).isZero();
    assertThat(clinic.fhir().get(MEASURE + "?by=decade").status()).isEqualTo(400);
    assertThat(clinic.fhir().get(MEASURE + "?location=a%20b").status()).isEqualTo(400);
  }

  private String who(String name, String roles, boolean sensitive) {
    clinic
        .fhir()
        .send(
            "POST",
            "/$user",
            FhirClient.JSON,
            """
            {"resourceType": "Parameters", "parameter": [{"name": "username", "valueString": "%1$s"},
             {"name": "password", "valueString": "%1$s-password"}, %2$s
             {"name": "location", "valueString": "desk-place"}, {"name": "sensitive", "valueBoolean": %3$s},
             {"name": "active", "valueBoolean": true}]}"""
                .formatted(
                    name,
                    Stream.of(roles.split(" "))
                        .map("{\"name\": \"role\", \"valueCode\": \"%s\"},"::formatted)
                        .collect(Collectors.joining()),
                    sensitive))
        .accepted();
    return new Visitor(clinic.process().base())
        .signedIn(name, name + "-password")
        .launch("user/*.cruds", Map.of(), null)
        .path("access_token")
        .asText();
  }

  @Test
  void aFigureNamesItsPeople_aPageAtATime() {
    String from = clinic.settle().atZone(Clinic.ZONE).toLocalDate().toString();
    String ours =
        InquiryDesk.lead(
            desk.send(Map.of("given", "Cy", "phone", Person.next().phone(), "service", "65")));
    InquiryDesk.lead(
        desk.send(Map.of("given", "Di", "phone", Person.next().phone(), "service", "65")));
    String today = clinic.settle().atZone(Clinic.ZONE).toLocalDate().toString();
    String list =
        "?reportType=subject-list&location=desk-place&periodStart=" + from + "&periodEnd=" + today;

    MeasureReport people = report(list);

    ListResource all = subjects(people, "denominator");
    assertThat(people.getType()).isEqualTo(MeasureReport.MeasureReportType.SUBJECTLIST);
    assertThat(denominator(people))
        .isEqualTo(
            denominator(
                report("?location=desk-place&periodStart=" + from + "&periodEnd=" + today)));
    assertThat(all.getEntry()).hasSize(denominator(people)).hasSizeGreaterThan(1);
    assertThat(subjects(people, "numerator").getEntry()).isEmpty();
    assertThat(all.getEntry())
        .filteredOn(
            entry ->
                entry
                    .getExtensionByUrl(Extensions.COUNTED)
                    .getExtensionByUrl(Extensions.Counted.BY)
                    .getValue()
                    .equalsDeep(new Reference("Task/" + ours)))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.getItem().getReference())
                    .isEqualTo(desk.task(ours).getFor().getReference()));
    MeasureReport second = report(list + "&_count=1&_offset=1");
    assertThat(denominator(second)).isEqualTo(denominator(people));
    assertThat(subjects(second, "denominator").getEntry())
        .extracting(entry -> entry.getItem().getReference())
        .containsExactly(all.getEntry().get(1).getItem().getReference());
    assertThat(report(list + "&stratifier=location&stratum=elsewhere").getContained())
        .allSatisfy(one -> assertThat(((ListResource) one).getEntry()).isEmpty());
    for (String wrong :
        List.of(
            "?reportType=patient-list",
            "?reportType=subject",
            list + "&by=week",
            list + "&population=somebody",
            list + "&stratifier=location",
            list + "&stratifier=patient&stratum=1",
            list + "&_count=501",
            list + "&_offset=-1")) {
      assertThat(clinic.fhir().get(MEASURE + wrong).status()).as(wrong).isEqualTo(400);
    }
    assertThat(
            clinic
                .fhir()
                .get("/Measure/days-to-visit/$evaluate-measure" + list + "&population=numerator")
                .status())
        .isEqualTo(400);
    assertThat(
            clinic
                .fhir()
                .get(
                    "/Measure/$evaluate-measure"
                        + list
                        + "&measure=no-show-rate&measure=delivery-rate")
                .status())
        .isEqualTo(400);
  }

  /** Whom an answer named is in the trail, and nobody besides: not those of the next page. */
  @Test
  void whoWasShownAsCountedIsInTheAuditTrail() {
    String from = clinic.settle().atZone(Clinic.ZONE).toLocalDate().toString();
    for (String given : List.of("Ea", "Fu")) {
      InquiryDesk.lead(
          desk.send(Map.of("given", given, "phone", Person.next().phone(), "service", "65")));
    }
    String list = "?reportType=subject-list&location=desk-place&periodStart=" + from;
    List<String> counted =
        subjects(report(list), "denominator").getEntry().stream()
            .map(entry -> entry.getItem().getReference())
            .distinct()
            .toList();

    String shown =
        subjects(report(list + "&_count=1"), "denominator")
            .getEntryFirstRep()
            .getItem()
            .getReference();

    AuditEvent event =
        clinic.fhir().search(AuditEvent.class, "patient=" + shown + "&subtype=operation").get(0);
    assertThat(event.getAction()).isEqualTo(AuditEvent.AuditEventAction.E);
    assertThat(event.getAgentFirstRep().getAltId()).isEqualTo(RapportProcess.CLIENT);
    assertThat(
            event.getEntity().stream()
                .filter(AuditEvent.AuditEventEntityComponent::hasQuery)
                .map(entity -> new String(entity.getQuery(), StandardCharsets.UTF_8)))
        .singleElement()
        .asString()
        .contains("$evaluate-measure", "subject-list", "_count=1");
    assertThat(counted).hasSizeGreaterThan(1).contains(shown);
    assertThat(event.getEntity().stream().map(entity -> entity.getWhat().getReference()))
        .contains(shown)
        .doesNotContainAnyElementsOf(
            counted.stream().filter(patient -> !patient.equals(shown)).toList());

    report("?location=desk-place&periodStart=" + from);
    assertThat(clinic.fhir().search(AuditEvent.class, "patient=" + shown + "&subtype=operation"))
        .as("a figure names nobody")
        .first()
        .extracting(one -> one.getIdElement().getIdPart())
        .isEqualTo(event.getIdElement().getIdPart());
  }

  /** Each of ours can say whom it counts. */
  @Test
  void everyMeasureNamesAsManyAsItCounts() {
    for (Measure measure : clinic.fhir().search(Measure.class, "_count=50")) {
      String id = measure.getIdElement().getIdPart();
      MeasureReport people =
          clinic
              .fhir()
              .get(
                  "/Measure/"
                      + id
                      + "/$evaluate-measure?reportType=subject-list&_count=500"
                      + "&periodStart=2020&periodEnd=2039")
              .accepted()
              .as(MeasureReport.class);
      assertThat(people.getGroupFirstRep().getPopulation())
          .isNotEmpty()
          .allSatisfy(
              population ->
                  assertThat(
                          subjects(people, population.getCode().getCodingFirstRep().getCode())
                              .getEntry())
                      .as(id)
                      .hasSizeLessThanOrEqualTo(population.getCount()));
    }
  }

  private static ListResource subjects(MeasureReport report, String population) {
    return report.getGroupFirstRep().getPopulation().stream()
        .filter(one -> one.getCode().getCodingFirstRep().getCode().equals(population))
        .map(one -> one.getSubjectResults().getReference())
        .flatMap(
            reference ->
                report.getContained().stream()
                    .filter(
                        one ->
                            reference.equals("#" + one.getIdElement().getIdPart())
                                || reference.equals(one.getId())))
        .map(ListResource.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoManagesAPlaceSeesItsFiguresAndNoOthers() {
    Visitor visitor = new Visitor(clinic.process().base());
    String mona = who("mona", "manager", false);
    String path = MEASURE.substring(1);

    assertThat(visitor.fhir(mona, path + "?location=desk-place").statusCode()).isEqualTo(200);
    assertThat(visitor.fhir(mona, path).statusCode()).isEqualTo(403);
    String named = path + "?location=desk-place&reportType=subject-list";
    assertThat(visitor.fhir(mona, named).statusCode()).isEqualTo(403);
    assertThat(visitor.fhir(who("mila", "manager front-desk", true), named).statusCode())
        .isEqualTo(200);
    assertThat(visitor.fhir(who("milo", "manager front-desk", false), named).statusCode())
        .isEqualTo(403);
    assertThat(visitor.fhir(mona, path + "?location=place-one").statusCode()).isEqualTo(403);
    assertThat(visitor.fhir(mona, path + "?location=desk-place&location=place-one").statusCode())
        .isEqualTo(403);
  }
}

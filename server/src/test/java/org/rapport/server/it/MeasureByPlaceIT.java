package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupStratifierComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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

  @Test
  void whoManagesAPlaceSeesItsFiguresAndNoOthers() {
    clinic
        .fhir()
        .send(
            "POST",
            "/$user",
            FhirClient.JSON,
            """
            {"resourceType": "Parameters", "parameter": [{"name": "username", "valueString": "mona"},
             {"name": "password", "valueString": "mona-password"}, {"name": "role", "valueCode": "manager"},
             {"name": "location", "valueString": "desk-place"}, {"name": "active", "valueBoolean": true}]}""")
        .accepted();
    Visitor visitor = new Visitor(clinic.process().base());
    String mona =
        visitor
            .signedIn("mona", "mona-password")
            .launch("user/*.cruds", Map.of(), null)
            .path("access_token")
            .asText();
    String path = MEASURE.substring(1);

    assertThat(visitor.fhir(mona, path + "?location=desk-place").statusCode()).isEqualTo(200);
    assertThat(visitor.fhir(mona, path).statusCode()).isEqualTo(403);
    assertThat(visitor.fhir(mona, path + "?location=place-one").statusCode()).isEqualTo(403);
    assertThat(visitor.fhir(mona, path + "?location=desk-place&location=place-one").statusCode())
        .isEqualTo(403);
  }
}

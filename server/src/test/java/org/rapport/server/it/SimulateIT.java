package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A journey tried out on a calendar, before anybody is on it. */
@ExtendWith(SharedClinic.class)
class SimulateIT {
  private final Clinic clinic;

  SimulateIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private PlanDefinition reminders() {
    return clinic
        .fhir()
        .search(
            PlanDefinition.class, "url=" + Outreach.BASE + "/PlanDefinition/appointment-reminders")
        .get(0);
  }

  private static Parameters asked() {
    Parameters asked = new Parameters();
    asked.addParameter("from", new StringType("2027-03-01"));
    asked.addParameter("to", new StringType("2027-03-31"));
    return asked;
  }

  private static List<ParametersParameterComponent> all(Parameters answer, String name) {
    return answer.getParameter().stream().filter(one -> one.getName().equals(name)).toList();
  }

  private static String part(ParametersParameterComponent of, String name) {
    return of.getPart().stream()
        .filter(one -> one.getName().equals(name))
        .map(one -> one.getValue().primitiveValue())
        .findFirst()
        .orElse(null);
  }

  private static int number(Parameters answer, String name) {
    return ((IntegerType) answer.getParameter(name).getValue()).getValue();
  }

  @Test
  void madeUpPeopleShowEachDayEachReasonAndTexts_andNothingIsStored() {
    Parameters asked = asked().addParameter("people", new IntegerType(60));
    String path = "/PlanDefinition/" + reminders().getIdElement().getIdPart() + "/$simulate";

    Parameters answer = clinic.fhir().post(path, asked).accepted().as(Parameters.class);

    assertThat(number(answer, "people")).isEqualTo(60);
    assertThat(number(answer, "sent")).isPositive();
    assertThat(number(answer, "notSent")).isPositive();
    assertThat(
            all(answer, "day").stream().mapToInt(day -> Integer.parseInt(part(day, "sent"))).sum())
        .isEqualTo(number(answer, "sent"));
    assertThat(
            all(answer, "step").stream()
                .mapToInt(step -> Integer.parseInt(part(step, "count")))
                .sum())
        .isEqualTo(number(answer, "sent") + number(answer, "notSent"));
    assertThat(all(answer, "message").stream().map(one -> part(one, "language")))
        .contains("en", "fr", "es");
    assertThat(all(answer, "step").stream().map(step -> part(step, "outcome")))
        .contains("sms", "email", "invalid-address");
    assertThat(clinic.fhir().post(path, asked).accepted().body())
        .isEqualTo(clinic.fhir().post(path, asked).accepted().body());
    assertThat(clinic.fhir().search(CommunicationRequest.class, "subject=Patient/made-up-0"))
        .isEmpty();
  }

  @Test
  void aDraftIsTriedOutOnPeopleOfABundle() {
    PlanDefinition draft = reminders().copy();
    draft.setId("draft");
    draft.setVersion("99.1").setStatus(PublicationStatus.DRAFT);
    Person person = Person.next();
    Instant start = Instant.parse("2027-03-20T15:00:00Z");
    Appointment visit = person.visit(start);
    visit.setId("tried");
    visit.setCreated(Date.from(Instant.parse("2027-03-01T16:00:00Z")));
    Bundle scenario = new Bundle().setType(Bundle.BundleType.COLLECTION);
    scenario.addEntry().setResource(person.patient());
    scenario.addEntry().setResource(visit);
    Parameters asked = asked();
    asked.addParameter().setName("resource").setResource(draft);
    asked.addParameter().setName("scenario").setResource(scenario);

    Parameters answer =
        clinic.fhir().post("/PlanDefinition/$simulate", asked).accepted().as(Parameters.class);

    assertThat(number(answer, "people")).isEqualTo(1);
    assertThat(all(answer, "message")).isNotEmpty();
    assertThat(all(answer, "message"))
        .allSatisfy(one -> assertThat(part(one, "patient")).contains(person.id()));
  }

  @Test
  void whatCannotBeTriedIsRefused() {
    assertThat(clinic.fhir().post("/PlanDefinition/$simulate", asked()).status()).isEqualTo(400);
    String path = "/PlanDefinition/" + reminders().getIdElement().getIdPart() + "/$simulate";
    for (Parameters wrong :
        List.of(
            asked().addParameter("people", new IntegerType(5000)),
            new Parameters().addParameter("from", new StringType("soon")),
            new Parameters().addParameter("to", new StringType("2020-01-01")))) {
      assertThat(clinic.fhir().post(path, wrong).status()).isEqualTo(400);
    }
    Parameters odd = asked();
    odd.addParameter()
        .setName("resource")
        .setResource(new PlanDefinition().setUrl("urn:odd").setStatus(PublicationStatus.DRAFT));
    assertThat(clinic.fhir().post("/PlanDefinition/$simulate", odd).status()).isIn(200, 422);
  }
}

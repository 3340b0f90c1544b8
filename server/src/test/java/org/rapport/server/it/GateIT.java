package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.Outreach.Planned;

/** What the gate says of journeys' and staff's messages alike, and that it can be asked why. */
@ExtendWith(SharedClinic.class)
class GateIT {
  private static final String PURPOSE =
      "https://rapport.example.org/fhir/CodeSystem/outreach-purpose";

  private final Clinic clinic;
  private final Person person = Person.next();

  GateIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @Test
  void thirdMessageOfADayWaitsForTheNext_andSaysWhy() {
    clinic.morning();
    clinic.fhir().put(person.patient()).accepted();
    write("care", "First.");
    write("care", "Second.");
    String third = write("care", "Third.");
    clinic.settle();

    assertThat(clinic.gateway().received(person.phone())).hasSize(2);
    assertThat(explain(third, "")).containsEntry("verdict", "defer");
    assertThat(explain(third, "")).containsEntry("frequency-cap", "defer");
    assertThat(explain(third, "")).containsEntry("consent", "pass");

    clinic.advance(Duration.ofDays(1));

    assertThat(clinic.gateway().received(person.phone())).hasSize(3);
    assertThat(explain(third, "?when=decision")).containsEntry("verdict", "release");
    assertThat(explain(third, "?when=now")).containsEntry("verdict", "completed");
  }

  @Test
  void twoVisitsOfOneMorningHaveOneReminderThatNamesBoth() {
    ZonedDateTime start = clinic.morning().plusDays(4);
    String first = clinic.book(person, start);
    String second = clinic.book(person, start.plusMinutes(90));
    clinic.settle();
    int before = clinic.gateway().received(person.phone()).size();

    clinic.advanceTo(start.minusDays(1).plusHours(5).toInstant());

    assertThat(clinic.gateway().received(person.phone())).hasSize(before + 1);
    assertThat(clinic.gateway().received(person.phone()).get(before).body())
        .contains("10:00 AM", "You have another visit", "11:30 AM");
    assertThat(clinic.outreach().step(first, "reminder").status()).isEqualTo("completed");
    Planned collapsed = clinic.outreach().step(second, "reminder");
    clinic.outreach().assertNotDone(collapsed, "frequency-cap");
    assertThat(explain(collapsed.id(), "")).containsEntry("collapse", "refuse");

    // Two hours before is two hours before each; the first of them is called off by then.
    clinic
        .fhir()
        .put(
            clinic
                .fhir()
                .read(Appointment.class, first)
                .setStatus(Appointment.AppointmentStatus.CANCELLED))
        .accepted();
    clinic.advanceTo(start.plusMinutes(60).toInstant());
    assertThat(clinic.outreach().step(second, "last-reminder").status()).isEqualTo("completed");
  }

  @Test
  void marketingWithoutAnOptInIsRefused_andSaysWhy() {
    clinic.morning();
    clinic.fhir().put(person.patient()).accepted();
    String request = write("marketing", "Come and see our new rooms.");
    clinic.settle();

    assertThat(clinic.gateway().received(person.phone())).isEmpty();
    assertThat(explain(request, ""))
        .containsEntry("verdict", "no-consent")
        .containsEntry("consent", "refuse")
        .containsEntry("quiet-hours", "not-asked");
  }

  @Test
  void plannedReminderIsExplainedAsItWouldBeNow() {
    ZonedDateTime start = clinic.morning().plusDays(10).withHour(14);
    String visit = clinic.book(person, start);
    Planned reminder = clinic.outreach().step(visit, "last-reminder");

    assertThat(explain(reminder.id(), ""))
        .containsEntry("verdict", "defer")
        .containsKeys("journey", "reviewOverdue")
        .containsEntry("due", "defer")
        .containsEntry("appointment", "pass");
    assertThat(
            clinic
                .fhir()
                .get("/CommunicationRequest/" + reminder.id() + "/$explain?when=decision")
                .status())
        .isEqualTo(404);
  }

  private String write(String purpose, String text) {
    CommunicationRequest request = new CommunicationRequest();
    request.setStatus(CommunicationRequestStatus.ACTIVE);
    request.setSubject(new Reference("Patient/" + person.id()));
    request.addCategory(new CodeableConcept(new Coding(PURPOSE, purpose, null)));
    request.addPayload().setContent(new StringType(text));
    return clinic.fhir().create(request);
  }

  private Map<String, String> explain(String request, String query) {
    Parameters answer =
        clinic
            .fhir()
            .get("/CommunicationRequest/" + request + "/$explain" + query)
            .accepted()
            .as(Parameters.class);
    Map<String, String> said = new LinkedHashMap<>();
    answer
        .getParameter()
        .forEach(
            part -> {
              if (part.getName().equals("rule")) {
                said.put(
                    part.getPart().get(0).getValue().primitiveValue(),
                    part.getPart().get(1).getValue().primitiveValue());
                assertThat(part.getPart().get(3).getValue().primitiveValue()).isNotBlank();
              } else {
                said.put(part.getName(), part.getValue().primitiveValue());
              }
            });
    return said;
  }
}

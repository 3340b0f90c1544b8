package org.rapport.server.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.terminology.TaskCode;

/** Filters of topics: what is offered is meant, and what is not is refused. */
class EventFilterTest {
  private static final String BASE = "https://clinic.example.org/fhir";

  private static Map<String, List<String>> visit() {
    Appointment visit = new Appointment().setStatus(AppointmentStatus.BOOKED);
    visit.addParticipant().setActor(new Reference("Patient/a"));
    visit.addParticipant().setActor(new Reference("Patient/b/_history/3"));
    visit.addParticipant().setActor(new Reference("Location/here"));
    return SubscribedTopic.facts(visit);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Appointment?patient=Patient/a; true",
        "patient=a; true",
        "?subject=Patient/b; true",
        "patient=https://clinic.example.org/fhir/Patient/a; true",
        "patient=https://elsewhere.example.org/fhir/Patient/a; false",
        "patient=Patient/c; false",
        "patient=Patient/c,Patient/a; true",
        "patient=Patient/a&status=booked; true",
        "patient=Patient/a&status=cancelled; false",
        "location=Location/a; false",
        "location=here&status=arrived,booked; true",
        "practitioner=a; false",
      })
  void allConditionsHoldAndOneValueOfEach(String filter, boolean matches) {
    assertThat(
            EventFilter.allMatch(
                EventFilter.read(SubscribedTopic.APPOINTMENT, filter, BASE), visit()))
        .isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "date=gt2027", "patient", "patient=", "Task?patient=a", "status:not=x"})
  void whatIsNotOfferedIsRefused(String filter) {
    assertThatThrownBy(() -> EventFilter.read(SubscribedTopic.APPOINTMENT, filter, BASE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void codesMatchWithAndWithoutTheirSystem() {
    Communication call = new Communication().setStatus(CommunicationStatus.COMPLETED);
    call.addMedium(new CodeableConcept(new Coding("urn:media", "sms", null)));

    Map<String, List<String>> facts = SubscribedTopic.facts(call);

    assertThat(matches(SubscribedTopic.COMMUNICATION, "medium=sms", facts)).isTrue();
    assertThat(matches(SubscribedTopic.COMMUNICATION, "medium=urn:media|sms", facts)).isTrue();
    assertThat(matches(SubscribedTopic.COMMUNICATION, "medium=urn:other|sms", facts)).isFalse();
  }

  private static boolean matches(
      SubscribedTopic topic, String filter, Map<String, List<String>> facts) {
    return EventFilter.allMatch(EventFilter.read(topic, filter, BASE), facts);
  }

  @Test
  void aLeadIsATaskToo() {
    Task lead = new Task();
    lead.getCode().addCoding().setSystem(TaskCode.SYSTEM).setCode(TaskCode.LEAD.code());

    assertThat(SubscribedTopic.of(lead))
        .containsExactlyInAnyOrder(SubscribedTopic.TASK, SubscribedTopic.LEAD);
    assertThat(SubscribedTopic.of(new Task())).containsExactly(SubscribedTopic.TASK);
  }
}

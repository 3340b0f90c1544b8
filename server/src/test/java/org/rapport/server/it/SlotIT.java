package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Times that an EHR blocks and opens by SIU^S23 and S24, over a real connection. */
@ExtendWith(SharedClinic.class)
class SlotIT {
  private static final String SLOTS = "urn:rapport:ehr:EPIC:MAIN:slot";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  private final Clinic clinic;
  private final String name = Person.next().id();

  SlotIT(Clinic clinic) {
    this.clinic = clinic;
  }

  /** About nobody; a place and a person of its own, so that no other test has to do with them. */
  private String message(String event, int sent, ZonedDateTime start) {
    return String.join(
        "\r",
        "MSH|^~\\&|EPIC|MAIN|RAPPORT|HUB|202702010000%02d||SIU^%s^SIU_S12|%s-%d|P|2.5.1"
            .formatted(sent, event, name, sent),
        "SCH|P" + name + "|B" + name + "|||||CHECKUP|ROUTINE|30|min|^^30^" + TIME.format(start),
        "RGS|1",
        "AIS|1||ADVICE^Advice^L",
        "AIL|1||" + name + "^ROOM1^^MAIN|^Room one",
        "AIP|1||" + name + "^Smith^Al",
        "");
  }

  private void tell(String message, String words) {
    assertThat(clinic.send(message).segment("MSA")).contains("|AA|").endsWith("|" + words);
    clinic.settle();
  }

  private Slot slot() {
    List<Slot> found = clinic.fhir().search(Slot.class, "identifier=" + SLOTS + "%7CB" + name);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private String free(String service) {
    ParametersParameterComponent total =
        clinic
            .fhir()
            .get("/HealthcareService/" + service + "/$capacity")
            .accepted()
            .as(Parameters.class)
            .getParameterFirstRep();
    return total.getPart().stream()
        .filter(part -> part.getName().equals("free"))
        .findFirst()
        .orElseThrow()
        .getValue()
        .primitiveValue();
  }

  @Test
  void aBlockedTimeIsNotOffered_andAnOpenOneIs() {
    ZonedDateTime start = clinic.morning().plusDays(6).withHour(9);
    tell(message("S23", 1, start), "Stored");

    Slot blocked = slot();
    assertThat(blocked.getStatus()).isEqualTo(SlotStatus.BUSYUNAVAILABLE);
    assertThat(blocked.getStart().toInstant()).isEqualTo(start.toInstant());
    assertThat(blocked.getEnd().toInstant()).isEqualTo(start.plusMinutes(30).toInstant());
    Schedule schedule =
        clinic.fhir().read(Schedule.class, blocked.getSchedule().getReferenceElement().getIdPart());
    assertThat(schedule.getActor())
        .extracting(actor -> actor.getReference().split("/")[0])
        .containsExactly("Location", "Practitioner");

    // What is booked at these times is the clinic's to say.
    String service =
        clinic.fhir().create(new HealthcareService().setActive(true).setName("Advice " + name));
    schedule.addActor(new Reference("HealthcareService/" + service));
    clinic.fhir().put(schedule).accepted();
    clinic.settle();
    assertThat(free(service)).isEqualTo("0");
    assertThat(book(blocked).status()).isBetween(400, 499);

    tell(message("S24", 3, start), "Stored");
    assertThat(slot().getStatus()).isEqualTo(SlotStatus.FREE);
    assertThat(free(service)).isEqualTo("1");

    tell(message("S23", 2, start), "Older than stored");
    tell(message("S24", 3, start), "Duplicate");
    assertThat(slot().getStatus()).isEqualTo(SlotStatus.FREE);
    assertThat(slot().getSchedule().getReference()).isEqualTo(blocked.getSchedule().getReference());

    assertThat(book(slot()).status()).isBetween(200, 299);
    tell(message("S24", 4, start), "Stored");
    assertThat(slot().getStatus())
        .as("not opened over who has taken it")
        .isEqualTo(SlotStatus.BUSY);
  }

  private FhirClient.Answer book(Slot slot) {
    Person person = Person.next();
    clinic.fhir().put(person.patient()).accepted();
    Parameters asked = new Parameters();
    asked.addParameter().setName("patient").setValue(new Reference("Patient/" + person.id()));
    return clinic.fhir().post("/Slot/" + slot.getIdElement().getIdPart() + "/$book", asked);
  }

  @Test
  void aFeedOfBlocksThatSaysLittleDoesNotFail() {
    ZonedDateTime start = clinic.morning().plusDays(6).withHour(9);

    tell(
        message("S23", 1, start).replaceAll("A(IL|IP)\\|[^\r]*\r", ""),
        "Nothing to change: no place, person or thing");
    assertThat(clinic.fhir().search(Slot.class, "identifier=" + SLOTS + "%7CB" + name)).isEmpty();
  }
}

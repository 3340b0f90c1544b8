package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.routes.intake.siu.NameBasedId;
import org.rapport.server.it.Outreach.Planned;

/** What an EHR tells of a person by ADT, over a real connection, and what follows from it. */
@ExtendWith(SharedClinic.class)
class PersonIT {
  private final Clinic clinic;
  private final Person person = Person.next();

  PersonIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private List<Patient> patients() {
    return clinic
        .fhir()
        .search(Patient.class, "identifier=" + SiuMessages.PATIENTS + "%7C" + person.id());
  }

  private Patient patient() {
    assertThat(patients()).hasSize(1);
    return patients().get(0);
  }

  private void tell(AdtMessages message, String words) {
    assertThat(clinic.send(message.text()).segment("MSA"))
        .isEqualTo("MSA|AA|" + message.control() + "|" + words);
    clinic.settle();
  }

  private List<ParametersParameterComponent> journal(AdtMessages message) {
    return clinic
        .fhir()
        .get("/$messages?control-id=" + message.control())
        .accepted()
        .as(Parameters.class)
        .getParameter()
        .stream()
        .filter(one -> one.getName().equals("message"))
        .toList();
  }

  private static String part(ParametersParameterComponent one, String name) {
    return one.getPart().stream()
        .filter(part -> part.getName().equals(name))
        .map(part -> part.getValue().primitiveValue())
        .findFirst()
        .orElse("");
  }

  @Test
  void aDeathEndsAllThatIsPlanned() {
    ZonedDateTime start = clinic.morning().plusDays(10).withHour(14);
    clinic.tell(SiuMessages.booking("D" + person.id()).of(person).at(start));
    String visit = clinic.outreach().visitId("D" + person.id());
    List<Planned> ahead =
        clinic.outreach().planned(visit).stream()
            .filter(one -> one.status().equals("active"))
            .toList();
    assertThat(ahead).isNotEmpty();
    int texts = clinic.gateway().received(person.phone()).size();

    tell(AdtMessages.of("A08", person).with(30, "Y"), "Stored");

    assertThat(patient().getDeceasedBooleanType().booleanValue()).isTrue();
    assertThat(clinic.outreach().planned(visit))
        .filteredOn(one -> ahead.stream().anyMatch(before -> before.id().equals(one.id())))
        .hasSize(ahead.size())
        .allSatisfy(
            one -> {
              assertThat(one.status()).isEqualTo("revoked");
              assertThat(one.reason()).isEqualTo("patient-inactive");
            });
    clinic.advanceTo(start.plusHours(1).toInstant());
    assertThat(clinic.gateway().received(person.phone())).hasSize(texts);
  }

  @Test
  void aNewNumberIsTheOneThatIsWrittenTo_andAnOldMessageDoesNotBringBackTheOther() {
    ZonedDateTime start = clinic.morning().plusDays(10).withHour(14);
    Person moved = Person.next();
    SiuMessages booking = SiuMessages.booking("N" + person.id()).of(person).at(start);
    clinic.tell(booking);

    AdtMessages update =
        AdtMessages.of("A31", person).with(13, "^PRN^CP^^1^416^" + moved.localPhone());
    tell(update, "Stored");
    tell(
        AdtMessages.of("A08", person).with(13, "^PRN^CP^^1^416^" + person.localPhone()).old(),
        "Older than stored");
    // Later than the visit's last message, but not than the person's.
    clinic.tell(SiuMessages.moved("N" + person.id()).of(person).at(start.plusHours(1)));

    assertThat(patient().getTelecomFirstRep().getValue()).isEqualTo(moved.phone());
    int before = clinic.gateway().received(person.phone()).size();
    clinic.advanceTo(start.minusDays(6).toInstant());
    assertThat(clinic.gateway().received(moved.phone())).isNotEmpty();
    assertThat(clinic.gateway().received(person.phone())).hasSize(before);
    assertThat(journal(update))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(part(one, "type")).isEqualTo("ADT^A31");
              assertThat(part(one, "answer")).isEqualTo("AA");
            });
  }

  @Test
  void whoIsAddedIsKnown_andAStrangersUpdateIsKeptAndMakesNobody() {
    AdtMessages stranger = AdtMessages.of("A08", person);
    tell(stranger, "Nobody known by that number");
    assertThat(patients()).isEmpty();
    assertThat(journal(stranger)).hasSize(1);
    assertThat(clinic.send(stranger.text()).segment("MSA")).contains("Duplicate");

    tell(AdtMessages.of("A28", person).with(15, "fr"), "Stored");
    tell(AdtMessages.of("A08", person).with(15, "").with(5, "Roe^Ada"), "Stored");

    Patient known = patient();
    assertThat(known.getNameFirstRep().getFamily()).isEqualTo("Roe");
    assertThat(known.getCommunicationFirstRep().getPreferred()).isTrue();
    String id = known.getIdElement().getIdPart();
    assertThat(clinic.fhir().search(Provenance.class, "target=Patient/" + id)).hasSize(2);

    clinic.tell(SiuMessages.booking("K" + person.id()).of(person).at(clinic.morning().plusDays(9)));
    assertThat(patient().getIdElement().getIdPart()).isEqualTo(id);
    assertThat(patient().getNameFirstRep().getFamily())
        .as("the SIU was written before the ADT")
        .isEqualTo("Roe");
  }

  /** What came while they were strangers is theirs too. */
  @Test
  void whatWasKeptOfAStrangerGoesWithThePersonWhoIsErased() {
    AdtMessages stranger = AdtMessages.of("A31", person);
    tell(stranger, "Nobody known by that number");
    String kept =
        "/Binary/"
            + NameBasedId.ofMessage(
                SenderProfile.defaults("EPIC", "MAIN", ZoneOffset.UTC),
                stranger.text().getBytes(StandardCharsets.UTF_8));
    assertThat(clinic.fhir().get(kept).status()).isEqualTo(200);
    tell(AdtMessages.of("A28", person), "Stored");
    String id = patient().getIdElement().getIdPart();

    clinic.fhir().post("/Patient/" + id + "/$erase", new Parameters()).accepted();
    clinic.settle();

    assertThat(clinic.fhir().get(kept).status()).isEqualTo(404);
    assertThat(patients()).isEmpty();
  }
}

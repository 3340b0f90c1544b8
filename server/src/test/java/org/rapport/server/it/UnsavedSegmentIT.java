package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;

/** A segment before it is stored: who would be in it, and whom a message would reach. */
class UnsavedSegmentIT extends CampaignScenario {
  private final String circle = "UnsavedCircle" + person.id();

  UnsavedSegmentIT(Clinic clinic) {
    super(clinic);
    clinic.morning();
  }

  private String filter() {
    return "Patient?identifier=urn:circle|" + circle;
  }

  private List<Person> inCircle(int count) {
    List<Person> people = people(count);
    write(people.stream().map(this::marked).toList());
    return people;
  }

  private Patient marked(Person who) {
    Patient patient = who.patient();
    patient.addIdentifier().setSystem("urn:circle").setValue(circle);
    return patient;
  }

  private static Parameters asked(String... pairs) {
    Parameters asked = new Parameters();
    for (int i = 0; i < pairs.length; i += 2) {
      asked.addParameter(pairs[i], new StringType(pairs[i + 1]));
    }
    return asked;
  }

  private Map<String, String> reach(String path, Parameters asked) {
    Map<String, String> told = new TreeMap<>();
    clinic
        .fhir()
        .post(path, asked)
        .accepted()
        .as(Parameters.class)
        .getParameter()
        .forEach(
            part ->
                told.put(
                    part.hasValue()
                        ? part.getName()
                        : part.getName() + " " + part.getPart().get(0).getValue().primitiveValue(),
                    part.hasValue()
                        ? part.getValue().primitiveValue()
                        : part.getPart().get(1).getValue().primitiveValue()));
    return told;
  }

  @Test
  void itsMembersAreThoseOfTheStoredOne() {
    List<Person> people = inCircle(4);
    Bundle unsaved =
        clinic
            .fhir()
            .post("/Group/$members", asked("filter", filter()))
            .accepted()
            .as(Bundle.class);
    assertThat(unsaved.getTotal()).isEqualTo(4);
    assertThat(unsaved.getEntry())
        .extracting(entry -> entry.getResource().getIdElement().getIdPart())
        .containsExactlyInAnyOrderElementsOf(people.stream().map(Person::id).toList());
    assertThat(
            clinic
                .fhir()
                .post("/Group/$members", asked("filter", filter(), "filter", "Patient?gender=x"))
                .as(Bundle.class)
                .getTotal())
        .isZero();
    assertThat(clinic.fhir().get("/Group/$members").status()).isEqualTo(400);
    assertThat(clinic.fhir().post("/Group/$members", asked("filter", "everybody")).status())
        .isEqualTo(400);
    assertThat(
            clinic
                .scoped("system/Group.r system/Patient.s")
                .post("/Group/$members", asked("filter", "Observation?code=1"))
                .status())
        .isEqualTo(403);
  }

  @Test
  void aMessageReachesWhomTheGateLets_andTheOthersAreCountedByWhy() {
    List<Person> people = inCircle(5);
    clinic
        .fhir()
        .create(
            Consents.marketing(
                people.get(0), Consent.ConsentProvisionType.PERMIT, "email", clinic.settle()));
    clinic
        .fhir()
        .create(
            Consents.marketing(
                people.get(1), Consent.ConsentProvisionType.DENY, "email", clinic.settle()));

    Map<String, String> marketing =
        reach(
            "/Group/$reach", asked("filter", filter(), "purpose", "marketing", "channel", "email"));
    assertThat(marketing)
        .containsEntry("members", "5")
        .containsEntry("reachable", "1")
        .containsEntry("channel email", "1")
        .containsEntry("reason opted-out", "1")
        .containsEntry("reason no-consent", "3");
    String stored = clinic.fhir().create(SegmentIT.segment(filter()));
    assertThat(reach("/Group/" + stored + "/$reach", asked("purpose", "care")))
        .containsEntry("members", "5")
        .containsEntry("reachable", "5");
    assertThat(
            clinic.fhir().post("/Group/$reach", asked("filter", filter(), "purpose", "x")).status())
        .isEqualTo(400);
  }
}

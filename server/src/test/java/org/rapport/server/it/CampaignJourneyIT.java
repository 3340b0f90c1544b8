package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Parameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A campaign of several steps and variants: a journey, under the same guard. */
class CampaignJourneyIT extends CampaignScenario {
  private static final String JOURNEY = "https://clinic.example/PlanDefinition/harbour-letters";

  CampaignJourneyIT(Clinic clinic) {
    super(clinic);
  }

  @BeforeEach
  void theJourney() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/journeys/harbour-letters.json")) {
      clinic
          .fhir()
          .send("POST", "", FhirClient.JSON, new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .accepted();
    }
  }

  @Test
  void everyStepAndVariantIsOfTheCampaign_andWaitsWhileItIsHalted() {
    monday();
    List<Person> people = new ArrayList<>(people(8));
    Person unreachable = Person.next().withoutAddress();
    write(List.of(unreachable.patient()));
    people.add(unreachable);
    String campaign = clinic.fhir().create(letters(group(people)));

    clinic.advance(Duration.ofMinutes(12));

    assertThat(values(campaign, "state", "members", "sent", "notDone", "pending"))
        .containsExactly("running", "9", "8", "1", "0");
    assertThat(bodies(people)).as("both variants").hasSize(2);
    assertThat(texts(people)).isEqualTo(8);
    Parameters results =
        clinic
            .fhir()
            .get("/PlanDefinition/harbour-letters/$variant-results")
            .accepted()
            .as(Parameters.class);
    assertThat(results.getParameter().stream().filter(p -> p.getName().equals("variant")))
        .hasSize(2);

    act(clinic.fhir(), campaign, "$halt").accepted();
    clinic.advance(Duration.ofDays(3));
    assertThat(texts(people)).as("the second step waits").isEqualTo(8);

    act(clinic.fhir(), campaign, "$resume").accepted();
    clinic.advance(Duration.ofHours(1));

    assertThat(texts(people)).isEqualTo(16);
    assertThat(values(campaign, "state", "sent", "notDone", "pending"))
        .containsExactly("completed", "8", "1", "0");
  }

  @Test
  void cancelledItTakesEverybodyOffTheJourney() {
    monday();
    List<Person> people = people(3);
    String campaign = clinic.fhir().create(letters(group(people)));
    clinic.advance(Duration.ofMinutes(12));
    assertThat(texts(people)).isEqualTo(3);

    act(clinic.fhir(), campaign, "$cancel").accepted();
    clinic.advance(Duration.ofDays(4));

    assertThat(texts(people)).isEqualTo(3);
    for (Person person : people) {
      assertThat(clinic.fhir().search(CarePlan.class, "subject=Patient/" + person.id()))
          .extracting(plan -> plan.getStatus().toCode())
          .containsExactly("revoked");
    }
    assertThat(values(campaign, "state", "sent", "pending")).containsExactly("cancelled", "3", "0");
  }

  @Test
  void aLargeOneBeginsWithAFew() {
    monday();
    List<Person> people = people(110);
    String campaign = clinic.fhir().create(letters(group(people)));
    clinic.advance(Duration.ofHours(1));
    assertThat(values(campaign, "state", "members")).containsExactly("awaiting-approval", "110");

    act(clinic.secondPerson(), campaign, "$approve").accepted();
    clinic.advance(Duration.ofMinutes(9));
    assertThat(clinic.fhir().search(CarePlan.class, "subject=Patient/" + people.get(0).id()))
        .as("nobody is on the journey while it can be undone")
        .isEmpty();
    clinic.advance(Duration.ofMinutes(10));

    assertThat(texts(people)).isEqualTo(110);
    assertThat(values(campaign, "state", "sent", "pending")).containsExactly("running", "110", "0");
  }

  @Test
  void aJourneyThatFindsItsPeopleByItselfIsNoCampaign() {
    CommunicationRequest wrong = letters(group(people(1)));
    wrong.getExtension().clear();
    wrong.addExtension(
        "http://hl7.org/fhir/StructureDefinition/workflow-instantiatesCanonical",
        new CanonicalType(Outreach.BASE + "/PlanDefinition/appointment-reminders"));

    assertThat(clinic.fhir().post("/CommunicationRequest", wrong).status()).isEqualTo(422);
  }

  private static CommunicationRequest letters(String group) {
    CommunicationRequest campaign = message(group);
    campaign.getPayload().clear();
    campaign.getMedium().clear();
    campaign.addExtension(
        "http://hl7.org/fhir/StructureDefinition/workflow-instantiatesCanonical",
        new CanonicalType(JOURNEY));
    return campaign;
  }

  private Set<String> bodies(List<Person> people) {
    return people.stream()
        .flatMap(person -> clinic.gateway().received(person.phone()).stream())
        .map(text -> text.body())
        .collect(Collectors.toSet());
  }
}

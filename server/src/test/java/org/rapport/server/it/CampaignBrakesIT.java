package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;

/** What stops a message to a segment. */
class CampaignBrakesIT extends CampaignScenario {
  CampaignBrakesIT(Clinic clinic) {
    super(clinic);
  }

  @Test
  void whenTheFirstFewFail_itHaltsItself_andStaffResumeOrCancelIt() {
    monday();
    List<Person> people = people(110);
    // A code that means that a provider will not, whoever it is for.
    people.forEach(p -> clinic.gateway().answer(p.phone(), GatewayStub.Reply.refused("30007")));
    String campaign = clinic.fhir().create(message(group(people)));
    clinic.settle();
    act(clinic.secondPerson(), campaign, "$approve").accepted();

    clinic.advance(Duration.ofHours(2));

    assertThat(values(campaign, "state", "errors")).containsExactly("halted", "2");
    assertThat(texts(people)).isEqualTo(2);
    assertThat(halts(campaign)).hasSize(1);
    CommunicationRequest halted = clinic.fhir().read(CommunicationRequest.class, campaign);
    assertThat(halted.getStatus()).isEqualTo(CommunicationRequestStatus.ONHOLD);
    assertThat(part(halted, "reason")).startsWith("errors: 2 of 2");

    act(clinic.fhir(), campaign, "$resume").accepted();
    clinic.settle();
    assertThat(value(campaign, "state")).isEqualTo("halted");
    assertThat(texts(people)).isEqualTo(4);

    act(clinic.fhir(), campaign, "$cancel").accepted();
    clinic.advance(Duration.ofHours(1));
    assertThat(values(campaign, "state", "sent", "notDone", "pending"))
        .containsExactly("cancelled", "0", "110", "0");
    assertThat(texts(people)).isEqualTo(4);
  }

  @Test
  void whenManyHaveOneTelephone_itHaltsItself_andWhatWaitsGoesOutOnlyWhenResumed() {
    java.time.ZonedDateTime monday = monday();
    List<Person> people =
        people(110).stream()
            .map(p -> new Person(p.id(), p.given(), person.phone(), "", ""))
            .toList();
    write(people.stream().map(Person::patient).toList());
    String campaign = clinic.fhir().create(message(group(people)));
    clinic.settle();
    act(clinic.secondPerson(), campaign, "$approve").accepted();

    clinic.advanceTo(monday.plusHours(2).toInstant());

    assertThat(value(campaign, "state")).isEqualTo("halted");
    assertThat(clinic.gateway().received(person.phone())).hasSize(2);
    assertThat(part(clinic.fhir().read(CommunicationRequest.class, campaign), "reason"))
        .startsWith("identical bodies");
    act(clinic.fhir(), campaign, "$cancel").accepted();
    clinic.settle();
    assertThat(values(campaign, "sent", "notDone", "pending")).containsExactly("2", "108", "0");
  }

  /** R17: what a mail service reports is counted against the campaign that wrote last. */
  @Test
  void aComplaintCountsAgainstTheCampaign_whichMayComeWithItsGroupInOneTransaction() {
    monday();
    Person reader = Person.next().withoutPhone();
    write(List.of(reader.patient()));
    Group group = new Group().setType(Group.GroupType.PERSON).setActual(true);
    group.addMember().setEntity(new Reference("Patient/" + reader.id()));
    CommunicationRequest message = message("later");
    message.getMedium().clear();
    message.setSubject(new Reference("urn:uuid:7f5c1f8e-0000-4000-8000-000000000001"));
    Bundle together = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    together
        .addEntry()
        .setResource(message)
        .getRequest()
        .setMethod(Bundle.HTTPVerb.PUT)
        .setUrl("CommunicationRequest/together-" + person.id());
    message.setId("together-" + person.id());
    together
        .addEntry()
        .setFullUrl("urn:uuid:7f5c1f8e-0000-4000-8000-000000000001")
        .setResource(group)
        .getRequest()
        .setMethod(Bundle.HTTPVerb.POST)
        .setUrl("Group");
    clinic.fhir().post("", together).accepted();
    String campaign = "together-" + person.id();
    clinic.advance(Duration.ofMinutes(11));
    assertThat(values(campaign, "state", "sent", "complaints"))
        .containsExactly("completed", "1", "0");

    Parameters events = new Parameters();
    Parameters.ParametersParameterComponent event = events.addParameter().setName("event");
    event.addPart().setName("type").setValue(new StringType("complaint"));
    event.addPart().setName("email").setValue(new StringType(reader.email()));
    event.addPart().setName("messageId").setValue(new StringType("m-" + reader.id()));
    clinic.fhir().post("/$mail-events", events).accepted();
    clinic.fhir().post("/$mail-events", events).accepted();

    assertThat(values(campaign, "state", "complaints")).containsExactly("completed", "1");
  }

  @Test
  void whatIsHaltedByHandWaits_andAFalseOneIsRefusedByItsElement() {
    java.time.ZonedDateTime monday = monday();
    clinic.advanceTo(monday.withHour(23).toInstant());
    List<Person> people = people(3);
    String campaign = clinic.fhir().create(message(group(people)));
    // At night all wait for the morning.
    clinic.advance(Duration.ofHours(1));
    assertThat(values(campaign, "state", "pending")).containsExactly("running", "3");
    act(clinic.fhir(), campaign, "$halt").accepted();
    clinic.advance(Duration.ofHours(14));
    assertThat(texts(people)).isZero();
    act(clinic.fhir(), campaign, "$resume").accepted();
    clinic.settle();
    assertThat(texts(people)).isEqualTo(3);
    assertThat(values(campaign, "state", "sent")).containsExactly("completed", "3");

    CommunicationRequest wrong = message("nobody");
    wrong.getCategory().clear();
    wrong.getPayload().clear();
    FhirClient.Answer refused = clinic.fhir().post("/CommunicationRequest", wrong);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.outcome().getIssue())
        .extracting(issue -> issue.getExpression().get(0).getValue())
        .containsExactlyInAnyOrder(
            "CommunicationRequest.subject",
            "CommunicationRequest.category",
            "CommunicationRequest.payload");
    assertThat(act(clinic.fhir(), "nobody", "$approve").status()).isEqualTo(404);
  }
}

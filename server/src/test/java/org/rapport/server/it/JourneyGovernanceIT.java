package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rapport.server.it.ExampleJourney.example;
import static org.rapport.server.it.ExampleJourney.journey;
import static org.rapport.server.it.ExampleJourney.template;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is refused of a journey that a clinic writes, and who is asked to look at it again. */
@ExtendWith(SharedClinic.class)
class JourneyGovernanceIT {
  private final Clinic clinic;

  JourneyGovernanceIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @Test
  void aBrokenJourneyIsRefusedByItsElement_andOneInForceIsNotEdited() {
    PlanDefinition broken = journey(example());
    FhirClient.Answer refused = clinic.fhir().post("/PlanDefinition", broken);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(expressions(refused.outcome()))
        .contains("PlanDefinition.action[0].action[0].definition");

    Bundle bundle = example("edited", "asap");
    bundle.getEntryFirstRep().getRequest().setMethod(Bundle.HTTPVerb.PUT);
    bundle.getEntryFirstRep().getRequest().setUrl("PlanDefinition/edited");
    journey(bundle).setId("edited");
    journey(bundle).getActionFirstRep().getTriggerFirstRep().getCondition().setExpression("1 = 2");
    clinic.fhir().post("", bundle).accepted();
    PlanDefinition inForce = clinic.fhir().read(PlanDefinition.class, "edited");

    PlanDefinition edited = inForce.copy();
    edited.setTitle("Another title");
    assertThat(clinic.fhir().put(edited).status()).isEqualTo(422);
    PlanDefinition reviewed = inForce.copy();
    reviewed.setLastReviewDate(Date.from(clinic.settle()));
    clinic.fhir().put(reviewed).accepted();
    reviewed.setStatus(PublicationStatus.RETIRED);
    clinic.fhir().put(reviewed).accepted();
  }

  @Test
  void theSameUrlAndVersionIsInForceOnce_andNoGoodJourneyRaisesAnAlarm() {
    Bundle once = example("once", "asap-once");
    // The journey before its templates, as an author may write it.
    clinic.fhir().post("", once).accepted();
    clinic.settle();
    assertThat(clinic.process().log()).doesNotContain("is not used");

    PlanDefinition twin = journey(once).copy();
    twin.setId((String) null);
    FhirClient.Answer refused = clinic.fhir().post("/PlanDefinition", twin);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(expressions(refused.outcome())).containsExactly("PlanDefinition.version");
    assertThat(refused.outcome().getIssueFirstRep().getDiagnostics())
        .endsWith(" is in force with this url and version");

    ActivityDefinition template = template(once).copy();
    template.setId((String) null);
    refused = clinic.fhir().post("/ActivityDefinition", template);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(expressions(refused.outcome())).containsExactly("ActivityDefinition.version");
    template.setStatus(PublicationStatus.DRAFT);
    clinic.fhir().post("/ActivityDefinition", template).accepted();

    Bundle both = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    PlanDefinition next = twin.copy();
    next.setVersion("1.1.0");
    for (int i = 0; i < 2; i++) {
      both.addEntry()
          .setResource(next.copy())
          .setFullUrl("urn:uuid:" + UUID.randomUUID())
          .getRequest()
          .setMethod(Bundle.HTTPVerb.POST)
          .setUrl("PlanDefinition");
    }
    assertThat(clinic.fhir().post("", both).status()).isEqualTo(422);
    clinic.fhir().post("/PlanDefinition", next).accepted();
    twin.setStatus(PublicationStatus.DRAFT);
    clinic.fhir().post("/PlanDefinition", twin).accepted();
  }

  @Test
  void whenAReviewRunsOut_theOwnerIsAskedOnce() {
    Bundle bundle = example("overdue", "stat");
    PlanDefinition overdue = journey(bundle);
    overdue.getActionFirstRep().getTriggerFirstRep().getCondition().setExpression("1 = 2");
    overdue.setLastReviewDate(Date.from(Instant.parse("2026-01-10T12:00:00Z")));
    clinic.fhir().post("", bundle).accepted();

    clinic.advance(Duration.ofDays(1));
    await().atMost(Duration.ofSeconds(20)).until(() -> !reviews().isEmpty());
    clinic.advance(Duration.ofDays(1));

    assertThat(reviews())
        .singleElement()
        .satisfies(
            task -> assertThat(task.getOwner().getDisplay()).isEqualTo("Patient access team"));
  }

  private List<Task> reviews() {
    return clinic.outreach().tasks("review-journey").stream()
        .filter(task -> task.getDescription().contains("2026-07-10"))
        .toList();
  }

  private static List<String> expressions(OperationOutcome outcome) {
    return outcome.getIssue().stream()
        .flatMap(issue -> issue.getExpression().stream())
        .map(StringType::getValue)
        .toList();
  }
}

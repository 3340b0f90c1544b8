package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an author learns of a draft before it is to be in force. */
@ExtendWith(SharedClinic.class)
class DraftCheckIT {
  private static final String CONFIRMATION =
      Outreach.BASE + "/ActivityDefinition/appointment-confirmation";

  private final Clinic clinic;
  private final Person person = Person.next();

  DraftCheckIT(Clinic clinic) {
    this.clinic = clinic;
    clinic.fhir().put(person.patient()).accepted();
  }

  private ActivityDefinition shipped() {
    return clinic.fhir().search(ActivityDefinition.class, "url=" + CONFIRMATION).get(0);
  }

  private PlanDefinition reminders() {
    return clinic
        .fhir()
        .search(
            PlanDefinition.class, "url=" + Outreach.BASE + "/PlanDefinition/appointment-reminders")
        .get(0);
  }

  private List<OperationOutcome.OperationOutcomeIssueComponent> check(
      String path, Parameters asked) {
    return clinic.fhir().post(path, asked).accepted().as(OperationOutcome.class).getIssue();
  }

  @Test
  void whatIsWrongIsNamedBeforeItIsRefused() {
    ActivityDefinition draft = shipped().copy();
    draft.setId("draft");
    draft.setStatus(PublicationStatus.DRAFT).setCode(null);
    Parameters asked = new Parameters();
    asked.addParameter().setName("resource").setResource(draft);
    assertThat(check("/ActivityDefinition/$check", asked))
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.getSeverity()).isEqualTo(IssueSeverity.ERROR);
              assertThat(issue.getExpression().get(0).getValue())
                  .isEqualTo("ActivityDefinition.code");
            });

    PlanDefinition journey = reminders().copy();
    journey.setId("draft");
    journey.setStatus(PublicationStatus.DRAFT);
    Parameters twin = new Parameters();
    twin.addParameter().setName("resource").setResource(journey);
    assertThat(check("/PlanDefinition/$check", twin))
        .anySatisfy(
            issue ->
                assertThat(issue.getExpression().get(0).getValue())
                    .isEqualTo("PlanDefinition.version"));
    String stored = reminders().getIdElement().getIdPart();
    assertThat(check("/PlanDefinition/" + stored + "/$check", new Parameters()))
        .singleElement()
        .satisfies(issue -> assertThat(issue.getSeverity()).isEqualTo(IssueSeverity.INFORMATION));
    assertThat(clinic.fhir().post("/PlanDefinition/$check", new Parameters()).status())
        .isEqualTo(400);
    assertThat(clinic.fhir().post("/PlanDefinition/$check", asked).status()).isEqualTo(400);
  }

  @Test
  void aJourneyFindsTheDraftsThatComeWithIt() {
    ActivityDefinition draft = shipped().copy();
    draft.setId("new-text");
    draft.setUrl(Outreach.BASE + "/ActivityDefinition/new-text").setStatus(PublicationStatus.DRAFT);
    PlanDefinition journey = reminders().copy();
    journey.setId("new-journey");
    journey.setVersion("99.0");
    journey.getActionFirstRep().getAction().stream()
        .filter(step -> step.hasDefinition())
        .findFirst()
        .orElseThrow()
        .setDefinition(new CanonicalType(draft.getUrl()));
    Parameters alone = new Parameters();
    alone.addParameter().setName("resource").setResource(journey);
    int wrong = errors(check("/PlanDefinition/$check", alone));
    alone.addParameter().setName("template").setResource(draft);

    assertThat(errors(check("/PlanDefinition/$check", alone))).isLessThan(wrong);
  }

  private static int errors(List<OperationOutcome.OperationOutcomeIssueComponent> issues) {
    return (int) issues.stream().filter(one -> one.getSeverity() == IssueSeverity.ERROR).count();
  }

  @Test
  void aDraftIsSeenInEachLanguage() {
    Parameters asked = new Parameters();
    asked.addParameter().setName("resource").setResource(shipped());
    asked.addParameter("subject", new StringType("Patient/" + person.id()));
    asked.addParameter("language", new CodeType("fr"));
    Parameters french =
        clinic.fhir().post("/ActivityDefinition/$preview", asked).accepted().as(Parameters.class);
    assertThat(french.getParameter("wantedLanguage").getValue().primitiveValue()).isEqualTo("fr");
    assertThat(french.getParameter("language").getValue().primitiveValue()).isEqualTo("fr");
    assertThat(clinic.fhir().post("/ActivityDefinition/$preview", subject()).status())
        .isEqualTo(400);
    Visitor visitor = new Visitor(clinic.process().base());
    String mark =
        visitor
            .signedIn("mark", "mark-password")
            .launch("user/*.cruds", Map.of(), null)
            .path("access_token")
            .asText();
    String path = "ActivityDefinition/" + shipped().getIdElement().getIdPart() + "/$check";
    assertThat(visitor.fhir(mark, path).statusCode()).isEqualTo(200);
  }

  private Parameters subject() {
    Parameters asked = new Parameters();
    asked.addParameter("subject", new StringType("Patient/" + person.id()));
    return asked;
  }
}

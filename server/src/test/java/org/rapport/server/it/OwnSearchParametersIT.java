package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.rapport.profiles.Extensions;
import org.rapport.terminology.NotDoneReason;

/** The search parameters that R4 does not have. */
class OwnSearchParametersIT extends CampaignScenario {
  OwnSearchParametersIT(Clinic clinic) {
    super(clinic);
    clinic.fhir().put(person.patient()).accepted();
  }

  private <R extends Resource> List<String> ids(Class<R> type, String query) {
    return clinic.fhir().search(type, query).stream()
        .map(found -> found.getIdElement().getIdPart())
        .toList();
  }

  private Reference patient() {
    return new Reference("Patient/" + person.id());
  }

  private static CodeableConcept reason(NotDoneReason reason) {
    return new CodeableConcept(new Coding(NotDoneReason.SYSTEM, reason.code(), null));
  }

  @Test
  void workIsFoundByItsPromiseAndItsPlace() {
    Location place = new Location();
    place.setId("search-place");
    clinic.fhir().put(place).accepted();
    Task task = new Task().setStatus(Task.TaskStatus.REQUESTED).setIntent(Task.TaskIntent.ORDER);
    task.setFor(patient()).setLocation(new Reference("Location/search-place"));
    task.getRestriction().getPeriod().setEnd(Date.from(clinic.settle().plus(Duration.ofHours(3))));
    String id = clinic.fhir().create(task);
    String mine = "&patient=Patient/" + person.id();

    assertThat(ids(Task.class, "location=Location/search-place" + mine)).containsExactly(id);
    assertThat(ids(Task.class, "due=lt" + clinic.settle().plus(Duration.ofDays(1)) + mine))
        .containsExactly(id);
    assertThat(ids(Task.class, "due=lt" + clinic.settle() + mine)).isEmpty();
  }

  @Test
  void whatWasSaidIsFoundByWhatItIsAbout_whyItDidNotGo_andHowFarItGot() {
    String about =
        clinic
            .fhir()
            .create(
                new Task()
                    .setStatus(Task.TaskStatus.REQUESTED)
                    .setIntent(Task.TaskIntent.ORDER)
                    .setFor(patient()));
    Communication not = new Communication().setStatus(CommunicationStatus.NOTDONE);
    not.setSubject(patient()).addAbout(new Reference("Task/" + about));
    not.setStatusReason(reason(NotDoneReason.FREQUENCY_CAP));
    String refused = clinic.fhir().create(not);
    Communication sent = new Communication().setStatus(CommunicationStatus.COMPLETED);
    sent.setSubject(patient());
    sent.addExtension(Extensions.DELIVERY_STATUS, new CodeType("read"));
    String read = clinic.fhir().create(sent);
    String mine = "&subject=Patient/" + person.id();

    assertThat(ids(Communication.class, "about=Task/" + about)).containsExactly(refused);
    assertThat(ids(Communication.class, "not-done-reason=frequency-cap" + mine))
        .containsExactly(refused);
    assertThat(ids(Communication.class, "not-done-reason=no-consent" + mine)).isEmpty();
    assertThat(ids(Communication.class, "delivery-status=read" + mine)).containsExactly(read);
  }

  @Test
  void plansAndConsentsAreFoundByWhyTheyEndedAndWhatTheyName() {
    CommunicationRequest ended = new CommunicationRequest();
    ended.setStatus(CommunicationRequest.CommunicationRequestStatus.REVOKED);
    ended.setStatusReason(reason(NotDoneReason.PAUSED)).setSubject(patient());
    String id = clinic.fhir().create(ended);
    String consent =
        clinic
            .fhir()
            .create(
                Consents.marketing(
                    person, Consent.ConsentProvisionType.PERMIT, "email", clinic.settle()));
    String campaign = clinic.fhir().create(message(group(people(2))));

    assertThat(
            ids(CommunicationRequest.class, "status-reason=paused&patient=Patient/" + person.id()))
        .containsExactly(id);
    assertThat(ids(Consent.class, "channel=email&patient=Patient/" + person.id()))
        .containsExactly(consent);
    assertThat(ids(Consent.class, "channel=sms&patient=Patient/" + person.id())).isEmpty();
    clinic.settle();
    assertThat(ids(CommunicationRequest.class, "campaign-state=" + value(campaign, "state")))
        .contains(campaign);
  }

  @Test
  void theCapabilityStatementNamesThem() {
    CapabilityStatement told =
        clinic.fhir().get("/metadata").accepted().as(CapabilityStatement.class);
    assertThat(
            told.getRestFirstRep().getResource().stream()
                .filter(one -> one.getType().equals("Task"))
                .flatMap(one -> one.getSearchParam().stream())
                .map(one -> one.getName()))
        .contains("due", "location", "taken-by");
  }
}

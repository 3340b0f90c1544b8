package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;

/** Messages to segments: who lets them go, how they begin, and what is told. */
class CampaignIT extends CampaignScenario {
  CampaignIT(Clinic clinic) {
    super(clinic);
  }

  @Test
  void aSmallOneGoesAfterTheTimeToUndoIt_andEveryRecipientHasAWhyOrAWhyNot() {
    monday();
    List<Person> people = new ArrayList<>(people(2));
    Person unreachable = Person.next().withoutAddress();
    write(List.of(unreachable.patient()));
    people.add(unreachable);
    String campaign = clinic.fhir().create(message(group(people)));
    clinic.settle();
    assertThat(values(campaign, "state", "members", "sent")).containsExactly("waiting", "3", "0");
    clinic.advance(Duration.ofMinutes(9));
    assertThat(texts(people)).isZero();

    clinic.advance(Duration.ofMinutes(2));

    assertThat(texts(people)).isEqualTo(2);
    assertThat(values(campaign, "state", "members", "sent", "notDone", "pending"))
        .containsExactly("completed", "3", "2", "1", "0");
    CommunicationRequest done = clinic.fhir().read(CommunicationRequest.class, campaign);
    assertThat(done.getStatus()).isEqualTo(CommunicationRequestStatus.COMPLETED);
    assertThat(part(done, "sent")).isEqualTo("2");
    assertThat(clinic.outreach().plannedFor(unreachable).get(0).reason())
        .isEqualTo("invalid-address");
    assertThat(
            progress(campaign, "?_count=2").getParameter().stream()
                .filter(p -> p.getName().equals("recipient")))
        .hasSize(2);
    assertThat(
            clinic
                .fhir()
                .search(CommunicationRequest.class, "based-on=CommunicationRequest/" + campaign))
        .hasSize(3);
  }

  @Test
  void aLargeOneWaitsForASecondPerson_beginsWithAFew_andIsNotEdited() {
    monday();
    List<Person> people = people(120);
    String campaign = clinic.fhir().create(message(group(people)));
    clinic.advance(Duration.ofHours(1));
    assertThat(values(campaign, "state", "members", "sent", "pending"))
        .containsExactly("awaiting-approval", "120", "0", "120");

    assertThat(act(clinic.fhir(), campaign, "$approve").status()).isEqualTo(403);
    CommunicationRequest forged = clinic.fhir().read(CommunicationRequest.class, campaign);
    forged.getPayloadFirstRep().setContent(new StringType("Another text"));
    assertThat(clinic.secondPerson().put(forged).status()).isEqualTo(422);
    act(clinic.secondPerson(), campaign, "$approve").accepted();
    act(clinic.secondPerson(), campaign, "$approve").accepted();
    clinic.advance(Duration.ofMinutes(9));
    assertThat(texts(people)).isZero();
    clinic.advance(Duration.ofMinutes(1));

    // The clock stands still: the first few have gone out, and the rest followed their success.
    CommunicationRequest first = version(campaign, "running");
    assertThat(part(first, "sent")).isEqualTo("2");
    assertThat(part(first, "approvedBy")).isEqualTo("second-person");
    clinic.advance(Duration.ofMinutes(5));
    assertThat(texts(people)).isEqualTo(120);
    assertThat(values(campaign, "state", "sent", "notDone", "pending"))
        .containsExactly("completed", "120", "0", "0");
    assertThat(act(clinic.fhir(), campaign, "$halt").status()).isEqualTo(422);
  }

  /** R31: how often a text is missing is known, and nothing of anybody. */
  @Test
  void aTemplateGoesToASegment_isPreviewed_andAMissingLanguageIsCounted() {
    monday();
    List<Person> people = people(2);
    Patient german = people.get(1).patient();
    german
        .addCommunication()
        .setLanguage(new CodeableConcept().addCoding(new Coding("urn:ietf:bcp:47", "de-CH", null)));
    clinic.fhir().put(german).accepted();
    Parameters preview =
        clinic
            .fhir()
            .get(
                "/ActivityDefinition/post-visit-aftercare/$preview?subject=Patient/"
                    + people.get(1).id())
            .accepted()
            .as(Parameters.class);
    assertThat(text(preview, "language")).isEqualTo("en");
    assertThat(text(preview, "fallback")).isEqualTo("true");
    assertThat(text(preview, "segments")).isEqualTo("1");
    assertThat(text(preview, "body")).contains("Harbour Clinic");
    assertThat(preview.getParameter("finding").getPart().get(0).getValue().primitiveValue())
        .isEqualTo("pass");
    double before = fallbacks();

    CommunicationRequest message = message(group(people));
    message.getPayload().clear();
    message.addExtension(
        "http://hl7.org/fhir/StructureDefinition/workflow-instantiatesCanonical",
        new org.hl7.fhir.r4.model.CanonicalType(
            Outreach.BASE + "/ActivityDefinition/post-visit-aftercare"));
    String campaign = clinic.fhir().create(message);
    clinic.advance(Duration.ofMinutes(11));

    assertThat(values(campaign, "state", "sent")).containsExactly("completed", "2");
    assertThat(clinic.gateway().received(people.get(1).phone()).get(0).body())
        .isEqualTo(text(preview, "body"));
    assertThat(fallbacks()).isEqualTo(before + 1);
  }

  private static String text(Parameters parameters, String name) {
    return parameters.getParameter(name).getValue().primitiveValue();
  }

  private double fallbacks() {
    return clinic
        .fhir()
        .anonymous("GET", "/actuator/prometheus", "text/plain", null)
        .body()
        .lines()
        .filter(line -> line.startsWith("rapport_template_language_fallback_total"))
        .filter(line -> line.contains("wanted=\"de\"") && line.contains("used=\"en\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}

package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;

/** Messages to segments: who lets them go, how they begin, what stops them, and what is told. */
class CampaignIT extends JourneyScenario {
  private static final String CAMPAIGN = Outreach.BASE + "/StructureDefinition/campaign";
  private static final String TEXT =
      "Harbour Clinic: we have moved to 5 Pier Road. +1 416 555 0100. STOP to opt out";

  CampaignIT(Clinic clinic) {
    super(clinic);
  }

  private List<Person> people(int count) {
    List<Person> people = IntStream.range(0, count).mapToObj(n -> Person.next()).toList();
    write(people.stream().map(Person::patient).toList());
    return people;
  }

  private void write(List<Patient> patients) {
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    for (Patient patient : patients) {
      bundle
          .addEntry()
          .setResource(patient)
          .getRequest()
          .setMethod(Bundle.HTTPVerb.PUT)
          .setUrl("Patient/" + patient.getIdElement().getIdPart());
    }
    clinic.fhir().post("", bundle).accepted();
  }

  private String group(List<Person> people) {
    Group group = new Group().setType(Group.GroupType.PERSON).setActual(true);
    people.forEach(p -> group.addMember().setEntity(new Reference("Patient/" + p.id())));
    return clinic.fhir().create(group);
  }

  private static CommunicationRequest message(String group) {
    CommunicationRequest message = new CommunicationRequest();
    message.setStatus(CommunicationRequestStatus.ACTIVE);
    message.setSubject(new Reference("Group/" + group));
    message.addCategory(
        new CodeableConcept(
            new Coding(Outreach.BASE + "/CodeSystem/outreach-purpose", "care", null)));
    message.addMedium(
        new CodeableConcept(new Coding(Outreach.BASE + "/CodeSystem/channel", "sms", null)));
    message.addPayload().setContent(new StringType(TEXT));
    return message;
  }

  private FhirClient.Answer act(FhirClient by, String campaign, String operation) {
    Parameters why = new Parameters();
    if (!operation.equals("$approve")) {
      why.addParameter("reason", new StringType("as asked"));
    }
    return by.post("/CommunicationRequest/" + campaign + "/" + operation, why);
  }

  private Parameters progress(String campaign, String query) {
    return clinic
        .fhir()
        .get("/CommunicationRequest/" + campaign + "/$progress" + query)
        .accepted()
        .as(Parameters.class);
  }

  private String value(String campaign, String name) {
    return ((PrimitiveType<?>) progress(campaign, "").getParameter(name).getValue())
        .getValueAsString();
  }

  private List<String> values(String campaign, String... names) {
    List<String> values = new ArrayList<>();
    for (String name : names) {
      values.add(value(campaign, name));
    }
    return values;
  }

  private long texts(List<Person> people) {
    return people.stream().mapToLong(p -> clinic.gateway().received(p.phone()).size()).sum();
  }

  private List<Task> halts(String campaign) {
    return clinic.outreach().tasks("escalation").stream()
        .filter(task -> ("CommunicationRequest/" + campaign).equals(task.getFocus().getReference()))
        .toList();
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

  private CommunicationRequest version(String campaign, String state) {
    return clinic
        .fhir()
        .get("/CommunicationRequest/" + campaign + "/_history")
        .accepted()
        .as(Bundle.class)
        .getEntry()
        .stream()
        .map(entry -> (CommunicationRequest) entry.getResource())
        .filter(request -> state.equals(part(request, "state")))
        .findFirst()
        .orElseThrow();
  }

  private static String part(CommunicationRequest request, String name) {
    return request.getExtensionByUrl(CAMPAIGN).getExtensionByUrl(name).getValue().primitiveValue();
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

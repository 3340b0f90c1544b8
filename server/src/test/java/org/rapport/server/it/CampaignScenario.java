package org.rapport.server.it;

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

/**
 * What scenarios of campaigns have in common: people, a message to them, and what is told of it.
 */
abstract class CampaignScenario extends JourneyScenario {
  static final String CAMPAIGN = Outreach.BASE + "/StructureDefinition/campaign";
  static final String TEXT =
      "Harbour Clinic: we have moved to 5 Pier Road. +1 416 555 0100. STOP to opt out";

  CampaignScenario(Clinic clinic) {
    super(clinic);
  }

  List<Person> people(int count) {
    List<Person> people = IntStream.range(0, count).mapToObj(n -> Person.next()).toList();
    write(people.stream().map(Person::patient).toList());
    return people;
  }

  void write(List<Patient> patients) {
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

  String group(List<Person> people) {
    Group group = new Group().setType(Group.GroupType.PERSON).setActual(true);
    people.forEach(p -> group.addMember().setEntity(new Reference("Patient/" + p.id())));
    return clinic.fhir().create(group);
  }

  static CommunicationRequest message(String group) {
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

  FhirClient.Answer act(FhirClient by, String campaign, String operation) {
    Parameters why = new Parameters();
    if (!operation.equals("$approve")) {
      why.addParameter("reason", new StringType("as asked"));
    }
    return by.post("/CommunicationRequest/" + campaign + "/" + operation, why);
  }

  Parameters progress(String campaign, String query) {
    return clinic
        .fhir()
        .get("/CommunicationRequest/" + campaign + "/$progress" + query)
        .accepted()
        .as(Parameters.class);
  }

  String value(String campaign, String name) {
    return ((PrimitiveType<?>) progress(campaign, "").getParameter(name).getValue())
        .getValueAsString();
  }

  List<String> values(String campaign, String... names) {
    List<String> values = new ArrayList<>();
    for (String name : names) {
      values.add(value(campaign, name));
    }
    return values;
  }

  long texts(List<Person> people) {
    return people.stream().mapToLong(p -> clinic.gateway().received(p.phone()).size()).sum();
  }

  List<Task> halts(String campaign) {
    return clinic.outreach().tasks("escalation").stream()
        .filter(task -> ("CommunicationRequest/" + campaign).equals(task.getFocus().getReference()))
        .toList();
  }

  /** The newest of its versions that stood in a state. */
  CommunicationRequest version(String campaign, String state) {
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

  static String part(CommunicationRequest request, String name) {
    return request.getExtensionByUrl(CAMPAIGN).getExtensionByUrl(name).getValue().primitiveValue();
  }
}

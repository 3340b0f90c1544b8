package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.account.Role;

/**
 * The table of roles (docs/sign-in.md), asked of the running server: each role, each type, each
 * interaction. What a role may not do is 403 before anything is looked at; what it may is anything
 * else.
 */
@ExtendWith(SharedClinic.class)
class RoleRightsIT {
  private static final List<String> TYPES =
      List.of(
          "Patient",
          "RelatedPerson",
          "Appointment",
          "AppointmentResponse",
          "Slot",
          "Schedule",
          "Task",
          "Communication",
          "CommunicationRequest",
          "Consent",
          "QuestionnaireResponse",
          "Questionnaire",
          "CarePlan",
          "Provenance",
          "Group",
          "PlanDefinition",
          "ActivityDefinition",
          "Measure",
          "MeasureReport",
          "Location",
          "HealthcareService",
          "Organization",
          "Practitioner",
          "PractitionerRole",
          "CodeSystem",
          "ValueSet",
          "StructureDefinition",
          "SearchParameter",
          "Endpoint",
          "Binary",
          "Basic",
          "Observation");

  private final Clinic clinic;

  RoleRightsIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @Test
  void eachRoleMayDoWhatTheTableSaysAndNothingElse() {
    List<String> wrong = new ArrayList<>();
    for (Role role : Role.values()) {
      String token = token(role);
      for (String type : TYPES) {
        for (char letter : "crud".toCharArray()) {
          boolean refused = status(token, type, letter) == 403;
          if (refused == role.permits(type, letter)) {
            wrong.add(role + " " + type + "." + letter + (refused ? " refused" : " permitted"));
          }
        }
        boolean mayNotSearch = search(token, type) == 403;
        if (mayNotSearch == role.permits(type, 's')) {
          wrong.add(role + " " + type + ".s" + (mayNotSearch ? " refused" : " permitted"));
        }
      }
      leaves(role);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void whoSeesFiguresAndNoPatientsSeesNoFewPeople() {
    String measure = "Measure/delivery-rate/$evaluate-measure?periodStart=2020&periodEnd=2039";
    String manager = token(Role.MANAGER);
    Visitor visitor = new Visitor(clinic.process().base());

    var answer = visitor.fhir(manager, measure);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(clinic.fhir().get("/" + measure).status()).isEqualTo(200);
    for (var cell : Visitor.json(answer).findValues("count")) {
      assertThat(cell.asInt()).isNotIn(1, 2, 3, 4);
    }
    assertThat(visitor.fhir(manager, "Patient?_count=1").statusCode()).isEqualTo(403);
    leaves(Role.MANAGER);
  }

  @Test
  void whoCoordinatesEvaluatesWhatTheyMayRead() {
    String measure = "Measure/delivery-rate/$evaluate-measure?periodStart=2020&periodEnd=2039";
    String coordinator = token(Role.COORDINATOR);
    Visitor visitor = new Visitor(clinic.process().base());

    var answer = visitor.fhir(coordinator, measure);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Visitor.json(answer).path("resourceType").asText()).isEqualTo("MeasureReport");
    leaves(Role.COORDINATOR);
  }

  private void leaves(Role role) {
    clinic
        .fhir()
        .send(
            "POST",
            "/$user",
            FhirClient.JSON,
            """
            {"resourceType": "Parameters", "parameter": [{"name": "username", "valueString": "role-%s"},
             {"name": "active", "valueBoolean": false}]}"""
                .formatted(role.code()))
        .accepted();
  }

  private String token(Role role) {
    String who = "role-" + role.code();
    String password = "a password of " + role.code();
    clinic
        .fhir()
        .send(
            "POST",
            "/$user",
            FhirClient.JSON,
            """
            {"resourceType": "Parameters", "parameter": [{"name": "username", "valueString": "%s"},
             {"name": "password", "valueString": "%s"}, {"name": "role", "valueCode": "%s"},
             {"name": "sensitive", "valueBoolean": true}, {"name": "active", "valueBoolean": true}]}"""
                .formatted(who, password, role.code()))
        .accepted();
    return new Visitor(clinic.process().base())
        .signedIn(who, password)
        .launch("user/*.cruds", Map.of(), null)
        .path("access_token")
        .asText();
  }

  /** What is answered to a write that is no resource, or to a resource that is not there. */
  private int status(String token, String type, char letter) {
    Visitor visitor = new Visitor(clinic.process().base());
    String nobody = type + "/nobody-at-all";
    return switch (letter) {
      case 'c' -> visitor.fhir(token, "POST", type, "{}").statusCode();
      case 'r' -> visitor.fhir(token, "GET", nobody, null).statusCode();
      case 'u' -> visitor.fhir(token, "PUT", nobody, "{}").statusCode();
      default -> visitor.fhir(token, "DELETE", nobody, null).statusCode();
    };
  }

  private int search(String token, String type) {
    return new Visitor(clinic.process().base()).fhir(token, type + "?_count=1").statusCode();
  }
}

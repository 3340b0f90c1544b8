package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people and their apps see: their record, their place, and nothing of anybody else's. */
@ExtendWith(SharedClinic.class)
class RecordRightsIT {
  private static final String CANARY = "CANARY-OF-B";

  private final Clinic clinic;

  RecordRightsIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private Visitor visitor() {
    return new Visitor(clinic.process().base());
  }

  @BeforeEach
  void twoPatientsAtTwoPlaces() {
    put("Location/place-one", "{'resourceType':'Location','id':'place-one','name':'One'}");
    put("Location/place-two", "{'resourceType':'Location','id':'place-two','name':'Two'}");
    for (String id : List.of("app-a", "app-b")) {
      String words = id.equals("app-a") ? "of-a" : CANARY;
      put(
          "Patient/" + id,
          "{'resourceType':'Patient','id':'%1$s','name':[{'family':'%2$s'}],'birthDate':'1980-01-02'}"
              .formatted(id, words));
      put(
          "Communication/said-" + id,
          "{'resourceType':'Communication','id':'said-%1$s','status':'completed','subject':{'reference':'Patient/%1$s'},'payload':[{'contentString':'%2$s'}]}"
              .formatted(id, words));
      put(
          "Task/to-do-" + id,
          "{'resourceType':'Task','id':'to-do-%1$s','status':'requested','intent':'order','for':{'reference':'Patient/%1$s'},'description':'%2$s'}"
              .formatted(id, words));
      put(
          "Appointment/visit-" + id,
          "{'resourceType':'Appointment','id':'visit-%1$s','status':'proposed','description':'%2$s','participant':[{'actor':{'reference':'Patient/%1$s'},'status':'needs-action'},{'actor':{'reference':'Location/%3$s'},'status':'accepted'}]}"
              .formatted(id, words, id.equals("app-a") ? "place-one" : "place-two"));
    }
    put("Patient/app-c", "{'resourceType':'Patient','id':'app-c'}");
    put(
        "Appointment/group",
        "{'resourceType':'Appointment','id':'group','status':'proposed','participant':[{'actor':{'reference':'Patient/app-a'},'status':'needs-action'},{'actor':{'reference':'Patient/app-c','display':'CANARY-OF-C'},'status':'needs-action'},{'actor':{'reference':'Location/place-one'},'status':'accepted'}]}");
    put(
        "Group/both",
        "{'resourceType':'Group','id':'both','type':'person','actual':true,'name':'%s','member':[{'entity':{'reference':'Patient/app-a'}},{'entity':{'reference':'Patient/app-b'}}]}"
            .formatted(CANARY));
    put(
        "Appointment/labelled",
        "{'resourceType':'Appointment','id':'labelled','meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'R'}]},'status':'proposed','description':'SECRET-REASON','participant':[{'actor':{'reference':'Patient/app-a'},'status':'needs-action'},{'actor':{'reference':'Location/place-one'},'status':'accepted'}]}");
  }

  @Test
  void whoWritesByHandIsOnTheResource() {
    Visitor visitor = visitor().signedIn("nora", "nora-password");
    String nora =
        visitor.launch("openid user/*.cruds", Map.of(), null).path("access_token").asText();

    HttpResponse<String> written =
        visitor.fhir(
            nora,
            "POST",
            "Task",
            "{\"resourceType\":\"Task\",\"status\":\"requested\",\"intent\":\"order\",\"for\":{\"reference\":\"Patient/app-a\"}}");

    assertThat(written.statusCode()).as(written.body()).isEqualTo(201);
    assertThat(Visitor.json(written).path("requester").path("reference").asText())
        .isEqualTo("Practitioner/nora");
  }

  private void put(String path, String json) {
    clinic.fhir().send("PUT", "/" + path, FhirClient.JSON, json.replace('\'', '"')).accepted();
  }

  @Test
  void anAppOfAPatientNeverShowsAnother() {
    Visitor app = visitor().signedIn("pat", "pat-password");
    String token = access(app.launch("launch/patient patient/*.rs", Map.of(), null));
    Random random = new Random(20261128);
    List<String> types =
        List.of(
            "Patient",
            "Appointment",
            "Communication",
            "Task",
            "Group",
            "CommunicationRequest",
            "Consent",
            "CarePlan",
            "AuditEvent",
            "Provenance",
            "Basic",
            "Observation");
    List<String> ids =
        List.of("app-b", "said-app-b", "to-do-app-b", "visit-app-b", "group", "both", "nobody");
    List<String> ways =
        List.of(
            "%1$s",
            "%1$s/%2$s",
            "%1$s/%2$s/_history",
            "%1$s/%2$s/_history/1",
            "%1$s?_id=%2$s",
            "%1$s?subject=Patient/app-b",
            "%1$s?patient=Patient/app-b",
            "%1$s?_include=*",
            "%1$s?_revinclude=*:*",
            "%1$s?_has:Task:patient:status=requested",
            "%1$s?patient.family=CANARY",
            "%1$s?subject:Patient.name=CANARY",
            "%1$s?_sort=subject.family",
            "%1$s?_summary=count",
            "%1$s?_total=accurate",
            "%1$s?_text=CANARY",
            "%1$s?_content=CANARY",
            "%1$s?_list=x",
            "%1$s?_filter=name eq x",
            "%1$s/_history",
            "_history",
            "?_type=%1$s",
            "Patient/app-b/%1$s",
            "Patient/app-b/$everything",
            "Patient/app-b/$timeline",
            "%1$s/%2$s/$validate",
            "%1$s/%2$s/$meta",
            "Group/both/$members",
            "%1$s/$audience",
            "%1$s?for-patient=Patient/app-b",
            "%1$s?actor=Patient/app-b",
            "%1$s?actor=Patient/app-c",
            "%1$s?_elements=id&recipient=Patient/app-b");
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String path =
          ways.get(random.nextInt(ways.size()))
              .formatted(
                  types.get(random.nextInt(types.size())), ids.get(random.nextInt(ids.size())))
              .replace(" ", "%20");
      HttpResponse<String> answer = app.fhir(token, path);
      assertThat(answer.statusCode()).as(path).isLessThan(500);
      if (answer.body().contains("CANARY")) {
        shown.add(path);
      }
    }
    assertThat(shown).isEmpty();
    assertThat(app.fhir(token, "Communication").body()).contains("said-app-a");
    assertThat(app.fhir(token, "Task").body()).contains("to-do-app-a");
    assertThat(app.fhir(token, "Appointment/group").body())
        .contains("Patient/app-a")
        .doesNotContain("app-c");
  }

  @Test
  void whatIsAnothersAndWhatIsNotThereAreToldAlike() {
    Visitor app = visitor().signedIn("pat", "pat-password");
    String token = access(app.launch("launch/patient patient/*.rs", Map.of(), null));

    for (String way : List.of("Patient/%s", "Patient/%s/_history", "Patient/%s/$timeline")) {
      HttpResponse<String> others = app.fhir(token, way.formatted("app-b"));
      HttpResponse<String> none = app.fhir(token, way.formatted("app-z"));

      assertThat(others.statusCode()).as(way).isEqualTo(404).isEqualTo(none.statusCode());
      assertThat(others.body().replace("app-b", "app-z")).isEqualTo(none.body());
    }
  }

  @Test
  void anAppOfAPatientWritesNothing() {
    Visitor app = visitor().signedIn("pat", "pat-password");
    String token = access(app.launch("launch/patient patient/*.rs", Map.of(), null));

    for (String method : List.of("PUT", "PATCH", "DELETE")) {
      assertThat(app.fhir(token, method, "Patient/app-a", "{}").statusCode()).isEqualTo(403);
    }
    assertThat(app.fhir(token, "POST", "Communication", "{}").statusCode()).isEqualTo(403);
    assertThat(
            app.fhir(token, "POST", "", "{\"resourceType\":\"Bundle\",\"type\":\"batch\"}")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void staffOfOnePlaceSeeThatPlace() {
    Visitor placed = visitor().signedIn("placed", "placed-password");
    String token = access(placed.launch("openid user/*.cruds", Map.of(), null));

    for (String type : List.of("Patient", "Appointment", "Communication", "Task")) {
      HttpResponse<String> found = placed.fhir(token, type + "?_count=500");
      assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
      assertThat(found.body()).doesNotContain(CANARY);
    }
    assertThat(placed.fhir(token, "Appointment/visit-app-a").statusCode()).isEqualTo(200);
    for (String other :
        List.of("Appointment/visit-app-b", "Communication/said-app-b", "Task/to-do-app-b")) {
      assertThat(placed.fhir(token, other).statusCode()).as(other).isEqualTo(404);
    }
    assertThat(
            placed
                .fhir(
                    token,
                    "PUT",
                    "Task/to-do-app-b",
                    "{\"resourceType\":\"Task\",\"id\":\"to-do-app-b\",\"status\":\"completed\",\"intent\":\"order\"}")
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void aRoleHoldsTheScopes() {
    Visitor mark = visitor().signedIn("mark", "mark-password");
    String token = access(mark.launch("openid user/*.cruds", Map.of(), null));

    for (String kept : List.of("Patient", "Appointment", "Communication", "Task", "AuditEvent")) {
      assertThat(mark.fhir(token, kept).statusCode()).as(kept).isEqualTo(403);
    }
    assertThat(mark.fhir(token, "PlanDefinition?_count=1").statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsLabelledIsForWhoMaySeeIt() {
    Visitor nora = visitor().signedIn("nora", "nora-password");
    Visitor sam = visitor().signedIn("sam", "sam-password");
    String norasToken = access(nora.launch("openid user/*.cruds", Map.of(), null));
    String samsToken = access(sam.launch("openid user/*.cruds", Map.of(), null));

    HttpResponse<String> masked = nora.fhir(norasToken, "Appointment/labelled");

    assertThat(masked.body()).doesNotContain("SECRET-REASON").contains("place-one", "app-a");
    assertThat(sam.fhir(samsToken, "Appointment/labelled").body()).contains("SECRET-REASON");
    assertThat(nora.fhir(norasToken, "Appointment?service-type=x").statusCode()).isEqualTo(403);
    assertThat(nora.fhir(norasToken, "PUT", "Appointment/labelled", masked.body()).statusCode())
        .as("a mask written back would be all that is left")
        .isEqualTo(403);
    assertThat(sam.fhir(samsToken, "Appointment/labelled").body()).contains("SECRET-REASON");
  }

  @Test
  void whoBreaksTheGlassSeesOnePatientForAnHour() {
    Visitor nora = visitor().signedIn("nora", "nora-password");
    String token = access(nora.launch("openid user/*.cruds", Map.of(), null));
    String asked =
        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"reason\",\"valueString\":\"%s\"}]}";

    HttpResponse<String> without =
        nora.fhir(token, "POST", "Patient/app-a/$break-glass", asked.formatted(" "));
    HttpResponse<String> broken =
        nora.fhir(token, "POST", "Patient/app-a/$break-glass", asked.formatted("She collapsed"));

    assertThat(without.statusCode()).isEqualTo(400);
    assertThat(broken.statusCode()).as(broken.body()).isEqualTo(200);
    assertThat(nora.fhir(token, "Appointment/labelled").body()).contains("SECRET-REASON");
    String told = clinic.fhir().get("/Task?code=break-glass&patient=Patient/app-a").body();
    assertThat(told).contains("She collapsed").contains("Practitioner/nora");
    assertThat(clinic.fhir().get("/AuditEvent?patient=Patient/app-a").body()).contains("BTG");

    clinic.advance(Duration.ofMinutes(61));
    assertThat(nora.fhir(token, "Appointment/labelled").body()).doesNotContain("SECRET-REASON");
    Visitor pat = visitor().signedIn("pat", "pat-password");
    String own = access(pat.launch("launch/patient patient/*.rs", Map.of(), null));
    assertThat(
            pat.fhir(own, "POST", "Patient/app-a/$break-glass", asked.formatted("curious"))
                .statusCode())
        .isEqualTo(403);
  }

  private static String access(JsonNode token) {
    return token.path("access_token").asText();
  }
}

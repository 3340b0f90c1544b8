package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.it.ConsolePages.page;
import static org.rapport.server.it.ConsolePages.press;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** What is written for many, sent to who wrote it and to nobody else. */
class SentTestsIT extends CampaignScenario {
  private static final String TEMPLATE = "/console/templates/appointment-reminder";

  private final String tester;
  private final String number;
  private final Visitor visitor;

  SentTestsIT(Clinic clinic) {
    super(clinic);
    clinic.morning();
    clinic.fhir().put(person.patient()).accepted();
    tester = "tester-" + person.id();
    number = Person.next().phone();
    user(tester, "marketing");
    reachedAt(number);
    visitor = Visitor.from(Visitor.address(), clinic.process().base());
    visitor.signedIn(tester, password(tester));
  }

  private void user(String name, String role) {
    Parameters user = ConsolePages.account(name, password(name), role);
    user.addParameter("practitioner", new StringType(name));
    clinic.fhir().post("/$user", user).accepted();
  }

  private static String password(String name) {
    return "a password of " + name;
  }

  private void reachedAt(String mobile) {
    Practitioner own = new Practitioner();
    own.setId(tester);
    own.addTelecom(new ContactPoint().setSystem(ContactPointSystem.SMS).setValue(mobile));
    own.addTelecom(
        new ContactPoint().setSystem(ContactPointSystem.EMAIL).setValue(tester + "@example.org"));
    clinic.fhir().put(own).accepted();
  }

  private List<String> got() {
    return clinic.gateway().received(number).stream().map(GatewayStub.Received::body).toList();
  }

  private String draft(String text) {
    CommunicationRequest draft = message(group(List.of(person)));
    draft.setStatus(CommunicationRequestStatus.DRAFT);
    draft.getPayloadFirstRep().setContent(new StringType(text));
    return clinic.fhir().create(draft);
  }

  private HttpResponse<String> test(String campaign) {
    Document page = page(visitor, "/console/campaigns/" + campaign);
    return press(visitor, page.selectFirst("#samples form button"));
  }

  private String token(String name, String scope) {
    return Visitor.from(Visitor.address(), clinic.process().base())
        .signedIn(name, password(name))
        .launch(scope, Map.of(), null)
        .path("access_token")
        .asText();
  }

  private int counted() {
    return clinic
        .fhir()
        .get("/Communication?_summary=count&_total=accurate")
        .accepted()
        .as(Bundle.class)
        .getTotal();
  }

  @Test
  void aCampaignGoesToWhoWroteIt_marked_andIsNobodysMessage() {
    String campaign = draft(TEXT);
    int before = counted();

    HttpResponse<String> sent = test(campaign);

    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(303);
    assertThat(got()).containsExactly("Test: " + TEXT);
    assertThat(page(visitor, "/console/campaigns/" + campaign).select(".notice").text())
        .isEqualTo("A test went to " + number + ".");
    clinic.settle();
    assertThat(counted()).as("no Communication, so that nothing counts it").isEqualTo(before);
    assertThat(clinic.gateway().received(person.phone())).isEmpty();
    assertThat(
            clinic
                .fhir()
                .get("/AuditEvent?entity=CommunicationRequest/" + campaign + "&action=E")
                .accepted()
                .body())
        .contains("A test to who asked for it, by sms", "Practitioner/" + tester)
        .doesNotContain(number);
  }

  @Test
  void aTemplateIsShownInEachLanguageAndSentInTheOneThatIsPressed() {
    Document page = page(visitor, TEMPLATE);
    assertThat(page.select("#samples h3").eachText())
        .contains("SMS · English", "SMS · French", "SMS · Spanish", "E-mail · French");
    assertThat(page.select("#samples pre").text()).contains("Robin").doesNotContain("{{");
    assertThat(page.select("input[name=patient]")).as("who may see nobody").isEmpty();

    Element french = page.selectFirst("#samples input[name=language][value=fr]").parent();
    assertThat(press(visitor, french.selectFirst("button")).statusCode()).isEqualTo(303);

    assertThat(got()).singleElement().asString().startsWith("Essai : ").contains("Robin");
  }

  @Test
  void whatNobodyMayGetTheyDoNotGetEither() {
    HttpResponse<String> unsafe =
        test(draft("Harbour Clinic: reply CANCEL to cancel. +1 416 555 0100. STOP to opt out"));
    assertThat(unsafe.statusCode()).as("R03").isEqualTo(422);

    String campaign = draft(TEXT);
    assertThat(test(campaign).statusCode()).isEqualTo(303);
    assertThat(test(campaign).statusCode()).isEqualTo(303);
    assertThat(test(campaign).statusCode()).as("the same words a third time").isEqualTo(422);
    assertThat(got()).hasSize(2);

    new PatientPhone(clinic, number).text("STOP");
    int after = got().size();
    HttpResponse<String> stopped = test(draft(TEXT + " today"));
    assertThat(stopped.statusCode()).as("their own STOP").isEqualTo(422);
    assertThat(got()).hasSize(after);
  }

  @Test
  void tenAnHourAreEnough() {
    for (int i = 0; i < 10; i++) {
      assertThat(test(draft(TEXT + " " + i)).statusCode()).as("test " + i).isEqualTo(303);
    }
    assertThat(test(draft(TEXT + " more")).statusCode()).isEqualTo(429);
    assertThat(got()).hasSize(10);
    clinic.advance(Duration.ofMinutes(61));
    assertThat(test(draft(TEXT + " later")).statusCode()).isEqualTo(303);
  }

  @Test
  void itGoesToNobodyElse_byNobodyElse() {
    String campaign = draft(TEXT);
    String path = "CommunicationRequest/" + campaign + "/$test-send";
    Visitor app = new Visitor(clinic.process().base());

    assertThat(clinic.fhir().post("/" + path, new Parameters()).status())
        .as("a client is nobody")
        .isEqualTo(403);
    String desk = "desk-" + tester;
    user(desk, "manager");
    String managers = token(desk, "user/*.cruds");
    assertThat(app.fhir(managers, "POST", path, "{\"resourceType\":\"Parameters\"}").statusCode())
        .as("who may not write campaigns")
        .isEqualTo(403);
    String readers = token(tester, "user/*.rs");
    assertThat(app.fhir(readers, "POST", path, "{\"resourceType\":\"Parameters\"}").statusCode())
        .as("an app that may only read")
        .isEqualTo(403);
    String own = token(tester, "user/*.cruds");
    assertThat(
            app.fhir(
                    own,
                    "POST",
                    path,
                    "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"to\",\"valueString\":\"+14165559999\"}]}")
                .statusCode())
        .as("an address of their choice is not asked for")
        .isIn(200, 400);
    assertThat(clinic.gateway().received("+14165559999")).isEmpty();

    String direct = clinic.fhir().create(toOne());
    assertThat(
            app.fhir(own, "GET", "CommunicationRequest/" + direct + "/$sample", null).statusCode())
        .as("a message to one person")
        .isIn(403, 404, 422);
    Practitioner nowhere = new Practitioner();
    nowhere.setId(tester);
    clinic.fhir().put(nowhere).accepted();
    assertThat(app.fhir(own, "POST", path, "{\"resourceType\":\"Parameters\"}").statusCode())
        .as("no address is known")
        .isEqualTo(422);
  }

  private CommunicationRequest toOne() {
    CommunicationRequest one = message("nobody");
    one.setStatus(CommunicationRequestStatus.DRAFT);
    one.setSubject(new Reference("Patient/" + person.id()));
    return one;
  }
}

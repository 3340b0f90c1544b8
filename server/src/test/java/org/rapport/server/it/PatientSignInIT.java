package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Patients who sign in by a link to their own address, and their date of birth. */
@ExtendWith(SharedClinic.class)
class PatientSignInIT {
  private static final Pattern LINK = Pattern.compile("/login/link/[A-Za-z0-9_-]{43}");
  private static final AtomicInteger NUMBERS = new AtomicInteger(1000);

  private final String address = Visitor.address();
  private final Clinic clinic;

  PatientSignInIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private Visitor visitor() {
    return Visitor.from(address, clinic.process().base());
  }

  private String patient(String id) {
    String number = "+1416558" + NUMBERS.incrementAndGet();
    clinic
        .fhir()
        .send(
            "PUT",
            "/Patient/" + id,
            FhirClient.JSON,
            """
            {"resourceType": "Patient", "id": "%s", "active": true, "birthDate": "1980-02-03", "name": [{"given": ["Lia"], "family": "Linked"}],
             "telecom": [{"system": "phone", "use": "mobile", "value": "%s"}]}"""
                .formatted(id, number))
        .accepted();
    return number;
  }

  private HttpResponse<String> ask(String contact) {
    Visitor visitor = visitor();
    return visitor.post("/login/patient", form(visitor.get("/login/patient"), "contact", contact));
  }

  private String link(String number) {
    assertThat(ask(number).statusCode()).isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !clinic.gateway().received(number).isEmpty());
    Matcher link = LINK.matcher(clinic.gateway().received(number).get(0).body());
    assertThat(link.find()).isTrue();
    return link.group();
  }

  private static List<Map.Entry<String, String>> form(
      HttpResponse<String> page, String name, String value) {
    Matcher csrf = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(page.body());
    assertThat(csrf.find()).as(page.body()).isTrue();
    return List.of(Map.entry("_csrf", csrf.group(1)), Map.entry(name, value));
  }

  @Test
  void theLinkAndTheDateOfBirthOpenTheRecordOnce() {
    clinic.morning();
    String link = link(patient("linked-one"));
    Visitor lia = visitor();
    HttpResponse<String> page = lia.get(link);
    assertThat(page.body()).contains("name=\"born\"").doesNotContain("Lia");
    assertThat(lia.get(link).statusCode()).as("scanners look at it, too").isEqualTo(200);

    assertThat(lia.post(link, form(page, "born", "1980-02-03")).statusCode()).isEqualTo(302);

    assertThat(lia.get("/login").body()).contains("Signed in as Lia");
    assertThat(visitor().get(link).statusCode()).as("it is spent").isEqualTo(410);
    String token =
        lia.launch("launch/patient patient/*.rs", Map.of(), null).path("access_token").asText();
    assertThat(lia.fhir(token, "Patient/linked-one").statusCode()).isEqualTo(200);
    String record = "/Communication?subject=Patient/linked-one";
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> clinic.fhir().get(record).body().contains("/login/link/…"));
    assertThat(clinic.fhir().get(record).body())
        .as("whoever reads the record does not get the link")
        .doesNotContain(link);
  }

  @Test
  void whoGuessesTheDateIsShutOut() {
    clinic.morning();
    String link = link(patient("linked-two"));
    Visitor guesser = visitor();
    Set<Integer> statuses = new HashSet<>();
    HttpResponse<String> page = guesser.get(link);
    for (int day = 1; day <= 5; day++) {
      statuses.add(guesser.post(link, form(page, "born", "1990-01-0" + day)).statusCode());
    }
    assertThat(statuses).isSubsetOf(401, 403);
    assertThat(guesser.post(link, form(page, "born", "1980-02-03")).statusCode()).isEqualTo(403);
  }

  @Test
  void nobodyLearnsWhoIsAPatient() {
    String number = patient("linked-three");
    List<String> shapes = new ArrayList<>();
    for (String contact : List.of(number, "+14165590000", "nobody@example.org", "no address")) {
      HttpResponse<String> answer = ask(contact);
      assertThat(answer.statusCode()).isEqualTo(200);
      shapes.add(answer.body().replaceAll("value=\"[^\"]*\"", ""));
    }
    assertThat(Set.copyOf(shapes)).hasSize(1);
    assertThat(visitor().get("/login/link/" + "A".repeat(43)).statusCode()).isEqualTo(410);
    assertThat(visitor().get("/login/link/%00").statusCode()).isIn(400, 410);
  }
}

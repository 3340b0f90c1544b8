package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.it.ConsolePages.ADMIN;
import static org.rapport.server.it.ConsolePages.PASSWORD;
import static org.rapport.server.it.ConsolePages.page;
import static org.rapport.server.it.ConsolePages.press;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Practitioner;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who comes into the console, where to, and what every page of it keeps to. */
@ExtendWith(SharedClinic.class)
class ConsoleAccessIT {
  private static final int TRIPS = 3;

  private final Clinic clinic;
  private final Person person = Person.next();

  ConsoleAccessIT(Clinic clinic) {
    this.clinic = clinic;
    clinic.morning();
    clinic.fhir().put(person.patient()).accepted();
    Practitioner staff = new Practitioner();
    staff.setId("sam");
    clinic.fhir().put(staff).accepted();
    ConsolePages.administrator(clinic);
  }

  private Visitor visitor() {
    return Visitor.from(Visitor.address(), clinic.process().base());
  }

  @Test
  void whoIsNotSignedInIsAskedTo_andThenIsWhereTheyWanted() {
    Visitor visitor = visitor();

    HttpResponse<String> refused = visitor.get("/console/visits");

    assertThat(refused.statusCode()).isEqualTo(302);
    assertThat(refused.headers().firstValue("Location")).hasValue("/login");
    assertThat(visitor.signIn("sam", "sam-password").headers().firstValue("Location").orElse(""))
        .contains("/console/visits");
    assertThat(visitor.get("/").headers().firstValue("Location")).hasValue("/console");
    assertThat(visitor.get("/console").headers().firstValue("Location").orElse(""))
        .endsWith("/console/today");
  }

  @Test
  void aPatientHasNoConsole() {
    Visitor patient = visitor().signedIn("pat", "pat-password");

    assertThat(patient.get("/console/today").statusCode()).isEqualTo(302);
  }

  @Test
  void everyPageOpens_isHeldByItsPolicy_andAsksTheApiSeldom() {
    Visitor admin = visitor().signedIn(ADMIN, PASSWORD);
    Document home = page(admin, "/console/today");
    List<String> paths = home.select(".rail a").stream().map(link -> link.attr("href")).toList();
    assertThat(paths).hasSizeGreaterThan(20);
    for (String path : paths) {
      HttpResponse<String> answer = admin.get(path);

      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
      String trips = answer.headers().firstValue("Server-Timing").orElse("").replaceAll("\\D", "");
      assertThat(Integer.parseInt(trips)).as(path).isLessThanOrEqualTo(TRIPS);
      Document page = Jsoup.parse(answer.body());
      assertThat(page.select("h1")).as(path).hasSize(1);
      assertThat(page.select("[style], script:not([src])")).as(path).isEmpty();
    }
  }

  @Test
  void whatARoleMayNotIsSaid_andNothingIsShown() {
    Visitor nora = visitor().signedIn("nora", "nora-password");

    HttpResponse<String> users = nora.get("/console/users");

    assertThat(users.statusCode()).isEqualTo(403);
    assertThat(Jsoup.parse(users.body()).select("h1").text()).isEqualTo("You may not do that here");
    assertThat(page(nora, "/console/today").select(".rail").text()).doesNotContain("Users");
  }

  @Test
  void whatCannotBeReadOfAnAddressIsAsIfItWereNotThere() {
    Visitor admin = visitor().signedIn(ADMIN, PASSWORD);

    for (String path : List.of("visits", "audit", "consents", "why", "enrolments")) {
      page(admin, "/console/" + path + "?day=soon&after=x&patient=a%26_count%3D0");
    }
    page(admin, "/console/people/" + person.id() + "/book?day=32");
    page(admin, "/console/people/" + person.id() + "?offset=-1&kind=call");
  }

  @Test
  void signedOutNothingIsLeft() {
    Visitor sam = visitor().signedIn("sam", "sam-password");
    Document page = page(sam, "/console/today");

    press(sam, page.select("form[action=/logout] button").first());

    assertThat(sam.get("/console/today").statusCode()).isEqualTo(302);
  }

  @Test
  void aStaleFormIsTakenByNobody() {
    Visitor sam = visitor().signedIn("sam", "sam-password");

    assertThat(
            sam.post("/console/tasks/any/take", List.of(Map.entry("_csrf", "of another site")))
                .statusCode())
        .isIn(302, 403);
  }
}

package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Views and preferences that staff keep as Basic: each sees their own, and nobody another's. */
@ExtendWith(SharedClinic.class)
class OwnViewsIT {
  private static final String VIEW =
      """
      {"resourceType": "Basic", "id": "%s", "code": {"text": "view"},
       "extension": [{"url": "urn:test:view", "valueString": "%s"}]%s}""";

  private final Clinic clinic;

  OwnViewsIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private Visitor visitor() {
    return new Visitor(clinic.process().base());
  }

  private String token(String who) {
    return visitor()
        .signedIn(who, who + "-password")
        .launch("user/*.cruds", Map.of(), null)
        .path("access_token")
        .asText();
  }

  private int put(String token, String id, String words, String more) {
    return visitor()
        .fhir(token, "PUT", "Basic/" + id, VIEW.formatted(id, words, more))
        .statusCode();
  }

  @Test
  void whatIsOnesOwnIsSeenByNobodyElse() {
    String nora = token("nora");
    // Without a Practitioner, and with all that there is to see.
    String otto = token("otto");
    String sam = token("sam");
    assertThat(put(nora, "view-nora", "mine and late", "")).isEqualTo(201);
    assertThat(put(otto, "view-otto", "all calls", "")).isEqualTo(201);

    var own = visitor().fhir(nora, "Basic/view-nora");
    assertThat(own.statusCode()).isEqualTo(200);
    assertThat(Visitor.json(own).path("author").path("reference").asText())
        .isEqualTo("Practitioner/nora");
    assertThat(visitor().fhir(otto, "Basic/view-otto").statusCode()).isEqualTo(200);
    for (String other : new String[] {otto, sam}) {
      assertThat(visitor().fhir(other, "Basic/view-nora").statusCode()).isEqualTo(404);
      assertThat(visitor().fhir(other, "Basic/view-nora/_history").body())
          .doesNotContain("mine and late");
      assertThat(put(other, "view-nora", "taken over", "")).isIn(403, 404);
      assertThat(visitor().fhir(other, "DELETE", "Basic/view-nora", null).statusCode())
          .isIn(403, 404);
      assertThat(visitor().fhir(other, "Basic").body()).doesNotContain("mine and late");
    }
    assertThat(visitor().fhir(nora, "Basic").body())
        .contains("mine and late")
        .doesNotContain("all calls");
    assertThat(put(sam, "view-forged", "x", ", \"author\": {\"reference\": \"Practitioner/nora\"}"))
        .isEqualTo(403);
    assertThat(put(nora, "view-nora", "changed", "")).isEqualTo(200);
    assertThat(visitor().fhir(nora, "DELETE", "Basic/view-nora", null).statusCode()).isIn(200, 204);
  }

  @Test
  void aPageIsKeptUnderAName_byTheConsole() {
    Visitor otto = visitor().signedIn("otto", "otto-password");
    Document today = ConsolePages.page(otto, "/console/today?whose=later&kind=call");
    String keeps = today.select(".menu a[href^=/console/views]").attr("href");
    Document keep = ConsolePages.page(otto, keeps);
    assertThat(
            ConsolePages.press(
                    otto,
                    keep.select("main form[method=post] button").first(),
                    "name",
                    "Calls <later>")
                .statusCode())
        .isEqualTo(303);

    Element saved =
        ConsolePages.page(otto, "/console/views").select("a:containsOwn(Calls <later>)").first();
    assertThat(ConsolePages.page(otto, saved.attr("href")).select("h1").text()).contains("Today");
    assertThat(saved.attr("href")).isEqualTo("/console/today?whose=later&kind=call");
    assertThat(
            ConsolePages.page(visitor().signedIn("nora", "nora-password"), "/console/views").text())
        .doesNotContain("Calls");
    for (String elsewhere : new String[] {"https://evil.example/", "//evil.example", "/fhir/x"}) {
      assertThat(
              ConsolePages.page(otto, "/console/views?of=" + elsewhere)
                  .select("main form[action=/console/views]"))
          .as(elsewhere)
          .isEmpty();
    }

    ConsolePages.press(
        otto,
        ConsolePages.page(otto, "/console/views").select("form[action$=/remove] button").first());
    assertThat(ConsolePages.page(otto, "/console/views").text()).doesNotContain("Calls");
  }
}

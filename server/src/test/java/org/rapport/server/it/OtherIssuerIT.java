package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Staff who sign in at another OpenID Connect issuer. */
@ExtendWith(SharedClinic.class)
class OtherIssuerIT {
  private static final String START = "/login/oauth2/authorization/oidc";
  private static final String BACK = "/login/oauth2/code/oidc?code=there&state=";

  private final String address = Visitor.address();
  private final Clinic clinic;

  OtherIssuerIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private Visitor visitor() {
    return Visitor.from(address, clinic.process().base());
  }

  /** What the person's browser brings back. */
  private HttpResponse<String> comes(
      Visitor visitor, String subject, String name, List<String> roles) {
    HttpResponse<String> leads = visitor.get(START);
    assertThat(Visitor.location(leads)).startsWith(clinic.issuer().address() + "/authorize?");
    assertThat(Visitor.parameter(leads, "code_challenge_method")).isEqualTo("S256");
    clinic.issuer().says(subject, name, roles, Visitor.parameter(leads, "nonce"));
    return visitor.get(BACK + encoded(Visitor.parameter(leads, "state")));
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void whoHasARoleThereHasItHere() {
    Visitor visitor = visitor();
    assertThat(visitor.get("/login").body()).contains(START);

    HttpResponse<String> back = comes(visitor, "s-1", "Ida Issued", List.of("coordinator", "x"));

    assertThat(back.statusCode()).as(back.body()).isEqualTo(302);
    assertThat(visitor.get("/login").body()).contains("Ida Issued").contains("/logout");
    String token =
        visitor
            .launch("openid fhirUser user/Patient.rs", java.util.Map.of(), null)
            .path("access_token")
            .asText();
    assertThat(visitor.fhir(token, "Patient?_count=1").statusCode()).isEqualTo(200);

    Visitor later = visitor();
    comes(later, "s-1", "Ida Issued", List.of("marketing"));

    assertThat(visitor.fhir(token, "Patient?_count=1").statusCode())
        .as("what the role of before gave is over")
        .isEqualTo(401);
    assertThat(later.get("/login").body()).contains("Ida Issued");
  }

  @Test
  void whoHasNoRoleIsTold() {
    Visitor visitor = visitor();

    HttpResponse<String> back = comes(visitor, "s-2", "Nemo", List.of("cook"));

    assertThat(back.statusCode()).isEqualTo(403);
    assertThat(back.body()).contains("no role here");
    assertThat(visitor.get("/login").body()).contains("name=\"password\"");
  }

  @Test
  void whatSomebodyElseBroughtIsRefused() {
    Visitor visitor = visitor();
    visitor.get(START);
    clinic.issuer().says("s-3", "Eve", List.of("admin"), "another nonce");

    HttpResponse<String> other = visitor().get(BACK + "made-up");
    HttpResponse<String> wrongNonce =
        visitor.get(BACK + encoded(Visitor.parameter(visitor.get(START), "state")));

    assertThat(List.of(other.statusCode(), wrongNonce.statusCode())).containsOnly(401);
    assertThat(visitor.get("/login").body()).contains("name=\"password\"");
  }
}

package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;

/** Marketing writes to many and sees nobody; somebody else lets it go. */
class CampaignRightsIT extends CampaignScenario {
  private static final String CHECKER = "campaign-checker";
  private static final String PASSWORD = "a-checkers-password";

  private final Visitor mark;
  private final String token;

  CampaignRightsIT(Clinic clinic) {
    super(clinic);
    clinic.morning();
    mark = visitor().signedIn("mark", "mark-password");
    token = access(mark);
  }

  private Visitor visitor() {
    return Visitor.from(Visitor.address(), clinic.process().base());
  }

  private static String access(Visitor visitor) {
    return visitor.launch("openid user/*.cruds", Map.of(), null).path("access_token").asText();
  }

  private HttpResponse<String> put(CommunicationRequest message, String id) {
    message.setId(id);
    return mark.fhir(token, "PUT", "CommunicationRequest/" + id, FhirClient.json(message));
  }

  private int status(String path) {
    return mark.fhir(token, path).statusCode();
  }

  @Test
  void aMessageToManyIsTheirs_oneToOneIsNot() {
    List<Person> people = people(6);
    String segment = group(people);
    String campaign = "of-mark-" + person.id();
    String toOne =
        clinic
            .fhir()
            .create(
                message(segment)
                    .setSubject(new Reference("Patient/" + people.get(0).id()))
                    .setStatus(CommunicationRequest.CommunicationRequestStatus.DRAFT));

    CommunicationRequest draft = message(segment);
    draft.setStatus(CommunicationRequest.CommunicationRequestStatus.DRAFT);
    assertThat(put(draft, campaign).statusCode()).isEqualTo(201);
    draft.setSubject(new Reference("Patient/" + people.get(0).id()));
    assertThat(put(draft, campaign).statusCode()).as("changed to one person").isEqualTo(403);
    assertThat(put(draft, "to-one-" + person.id()).statusCode()).isEqualTo(403);

    assertThat(status("CommunicationRequest/" + campaign)).isEqualTo(200);
    assertThat(status("CommunicationRequest/" + toOne)).isEqualTo(404);
    assertThat(status("CommunicationRequest/" + toOne + "/_history")).isIn(403, 404);
    assertThat(status("CommunicationRequest/" + toOne + "/$explain")).isIn(403, 404);
    assertThat(status("Patient/" + people.get(0).id())).isEqualTo(403);
    String found = mark.fhir(token, "CommunicationRequest?_count=200&_sort=-_lastUpdated").body();
    assertThat(found).contains(campaign).doesNotContain(toOne).doesNotContain("\"Patient/");
    assertThat(
            mark.fhir(token, "CommunicationRequest?subject=Patient/" + people.get(0).id()).body())
        .doesNotContain(toOne);

    assertThat(mark.fhir(token, "Group/" + segment + "/$reach?purpose=care").body())
        .contains("\"valueInteger\":6");
    assertThat(status("Group/" + segment + "/$members")).isEqualTo(403);
    String few = group(people.subList(0, 2));
    assertThat(mark.fhir(token, "Group/" + few + "/$reach?purpose=care").body())
        .contains("masked")
        .doesNotContain("\"valueInteger\":2");
  }

  @Test
  void whoDidNotWriteItLetsItGo_andItsFiguresNameNobody() {
    String segment = group(people(6));
    String campaign = "let-go-" + person.id();
    assertThat(put(message(segment), campaign).statusCode()).isEqualTo(201);
    clinic.settle();
    Parameters user = new Parameters();
    user.addParameter("username", new StringType(CHECKER));
    user.addParameter("password", new StringType(PASSWORD));
    user.addParameter("role", new CodeType("compliance"));
    clinic.fhir().post("/$user", user).accepted();
    Visitor checker = visitor().signedIn(CHECKER, PASSWORD);
    String approve = "CommunicationRequest/" + campaign + "/$approve";

    assertThat(mark.fhir(token, "POST", approve, FhirClient.json(new Parameters())).statusCode())
        .as("their own")
        .isBetween(400, 499);
    HttpResponse<String> approved =
        checker.fhir(access(checker), "POST", approve, FhirClient.json(new Parameters()));
    assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
    clinic.settle();

    String progress = "CommunicationRequest/" + campaign + "/$progress";
    HttpResponse<String> figures = mark.fhir(token, progress);
    assertThat(figures.statusCode()).as(figures.body()).isEqualTo(200);
    assertThat(figures.body()).contains("members").doesNotContain("Patient/");
    assertThat(status(progress + "?_count=10")).as("who they are").isEqualTo(403);
    assertThat(clinic.fhir().get("/" + progress + "?_count=10").accepted().body())
        .contains("Patient/");
  }
}

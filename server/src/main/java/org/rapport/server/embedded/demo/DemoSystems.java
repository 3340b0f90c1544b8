package org.rapport.server.embedded.demo;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.rapport.profiles.Canonicals;
import org.rapport.server.security.WorkerCredentials;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * The other systems of the demo's clinic: apps that somebody registered, one of them no longer in
 * use, and who is told of changes, one of them at an address where nobody answers.
 */
@Component
@ConditionalOnProperty("demo")
class DemoSystems {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String REGISTER = "/oauth2/register";
  private static final String BACKPORT =
      "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-";

  /** What is registered: an app for patients, a backend service, and a form on a tablet. */
  private static final List<Map<String, Object>> APPS =
      List.of(
          Map.of(
              "client_name",
              "Patient portal",
              "token_endpoint_auth_method",
              "none",
              "grant_types",
              List.of("authorization_code", "refresh_token"),
              "redirect_uris",
              List.of("https://portal.example.org/signed-in"),
              "scope",
              "openid fhirUser launch/patient offline_access patient/Appointment.rs"
                  + " patient/Communication.rs"),
          service("Nightly report", "system/Appointment.rs system/Communication.rs"),
          service("Waiting-room tablet", "system/Patient.rs system/Appointment.rs"));

  /** Which of them was put out of use. */
  private static final String RETIRED = "Waiting-room tablet";

  private final HttpClient http = HttpClient.newHttpClient();
  private final WorkerCredentials credentials;
  private final String base;

  DemoSystems(WorkerCredentials credentials, @Value("${server.port}") int port) {
    this.credentials = credentials;
    this.base = "http://127.0.0.1:" + port;
  }

  private static Map<String, Object> service(String name, String scope) {
    return Map.of(
        "client_name", name, "grant_types", List.of("client_credentials"), "scope", scope);
  }

  /** Registers what is not registered yet. */
  void register() throws IOException, InterruptedException {
    String token = token();
    Set<String> known = new TreeSet<>();
    MAPPER
        .readTree(sent(request(REGISTER, token).GET()))
        .path("clients")
        .forEach(one -> known.add(one.path("client_name").asText()));
    for (Map<String, Object> app : APPS) {
      if (known.contains(app.get("client_name"))) {
        continue;
      }
      JsonNode made =
          MAPPER.readTree(
              sent(
                  request(REGISTER, token)
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString(MAPPER.writeValueAsString(app)))));
      if (app.get("client_name").equals(RETIRED)) {
        sent(request(REGISTER + "/" + made.path("client_id").asText(), token).DELETE());
      }
    }
  }

  private String token() throws IOException, InterruptedException {
    String pair = credentials.id() + ":" + credentials.secret();
    return MAPPER
        .readTree(
            sent(
                HttpRequest.newBuilder(URI.create(base + "/oauth2/token"))
                    .header(
                        "Authorization",
                        "Basic "
                            + Base64.getEncoder()
                                .encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("grant_type=client_credentials"))))
        .path("access_token")
        .asText();
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + token);
  }

  private String sent(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString())
        .body();
  }

  /** Asks to be told of changes: the portal of visits, and of consents; and one that is gone. */
  void subscribe(IGenericClient client) {
    ask(client, "demo-portal-visits", "appointment-change", DemoPortal.HOOK);
    ask(client, "demo-portal-consents", "consent-change", DemoPortal.HOOK);
    ask(client, "demo-call-board", "task-change", "/apps/call-board/hook");
  }

  private void ask(IGenericClient client, String id, String topic, String hook) {
    Subscription wanted = new Subscription();
    wanted.setId(id);
    wanted.getMeta().addProfile(BACKPORT + "subscription");
    wanted.setStatus(SubscriptionStatus.REQUESTED);
    wanted.setReason("A system of the demo clinic");
    wanted.setCriteria(Canonicals.BASE + "/SubscriptionTopic/" + topic);
    wanted
        .getChannel()
        .setType(SubscriptionChannelType.RESTHOOK)
        .setEndpoint(base + hook)
        .setPayload("application/fhir+json");
    wanted
        .getChannel()
        .getPayloadElement()
        .addExtension(BACKPORT + "payload-content", new CodeType("id-only"));
    client.update().resource(wanted).execute();
  }
}

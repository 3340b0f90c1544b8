package org.rapport.server.console;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.hl7.fhir.r4.model.OperationOutcome;

/** Client registrations ({@code /oauth2/register}, RFC 7591 and 7592), as who is signed in. */
public final class Registrations {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final String base;
  private final String token;

  Registrations(String base, String token) {
    this.base = base;
    this.token = token;
  }

  /** All that were registered here. */
  public JsonNode all() {
    return send("", "GET", "").path("clients");
  }

  /** A new one; the answer holds its secret, once. */
  public JsonNode register(Map<String, Object> metadata) {
    try {
      return send("", "POST", MAPPER.writeValueAsString(metadata));
    } catch (JsonProcessingException e) {
      throw new InternalErrorException("The registration could not be written");
    }
  }

  /** Another secret; the one before is good for a day more. */
  public JsonNode renew(String id) {
    return send("/" + id + "/secret", "POST", "{}");
  }

  /** What it was given ends at the next call. */
  public void disable(String id) {
    send("/" + id, "DELETE", "");
  }

  private JsonNode send(String path, String method, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/oauth2/register" + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 400) {
        OperationOutcome said = new OperationOutcome();
        said.addIssue()
            .setDiagnostics(MAPPER.readTree(answer.body()).path("error_description").asText(""));
        BaseServerResponseException refused =
            BaseServerResponseException.newInstance(answer.statusCode(), "Refused");
        refused.setOperationOutcome(said);
        throw refused;
      }
      return answer.body().isBlank() ? MAPPER.createObjectNode() : MAPPER.readTree(answer.body());
    } catch (IOException e) {
      throw new InternalErrorException("The registrations do not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InternalErrorException("Interrupted");
    }
  }
}

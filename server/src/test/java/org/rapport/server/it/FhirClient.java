package org.rapport.server.it;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;

/** Plain FHIR over HTTP with a bearer token, so that a test can also send what no library would. */
final class FhirClient {
  static final String JSON = "application/fhir+json";
  static final String XML = "application/fhir+xml";

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final FhirContext FHIR = FhirContext.forR4Cached();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final long TOKEN_LIFE_NANOS = Duration.ofMinutes(3).toNanos();

  private final String base;
  private final String client;
  private final String secret;
  private final String scope;
  private String token;
  private long tokenSince;

  FhirClient(String base, String client, String secret) {
    this(base, client, secret, null);
  }

  /**
   * With less than the client may.
   *
   * @param scope asked for with the token; null: all that the client is registered for
   */
  FhirClient(String base, String client, String secret, String scope) {
    this.scope = scope;
    this.base = base;
    this.client = client;
    this.secret = secret;
  }

  /** What came back. */
  record Answer(int status, HttpHeaders headers, String body) {
    <R extends Resource> R as(Class<R> type) {
      return parser(body).parseResource(type, body);
    }

    OperationOutcome outcome() {
      return as(OperationOutcome.class);
    }

    /** The answer, if it is a success. */
    Answer accepted() {
      if (status >= 300) {
        throw new AssertionError("Answered " + status + ": " + body);
      }
      return this;
    }
  }

  private static IParser parser(String text) {
    return text.stripLeading().startsWith("<") ? FHIR.newXmlParser() : FHIR.newJsonParser();
  }

  static String json(Resource resource) {
    return FHIR.newJsonParser().encodeResourceToString(resource);
  }

  static String xml(Resource resource) {
    return FHIR.newXmlParser().encodeResourceToString(resource);
  }

  /** Sends with this client's token. */
  Answer send(String method, String path, String contentType, String body) {
    return exchange(
        method,
        base + "/fhir" + path,
        contentType,
        body,
        Map.of("Authorization", "Bearer " + token()));
  }

  /** Sends without any token, to any address of the server. */
  Answer anonymous(String method, String path, String contentType, String body) {
    return exchange(method, base + path, contentType, body, Map.of());
  }

  /** Sends as another system does that is no client of ours. */
  Answer peer(
      String method, String path, String contentType, String body, Map<String, String> headers) {
    return exchange(method, base + path, contentType, body, headers);
  }

  /** Posts a form as a provider does. */
  Answer webhook(String path, String form, Map<String, String> headers) {
    return exchange("POST", base + path, FORM, form, headers);
  }

  /** Posts a JSON document as a service does. */
  Answer service(String path, String json, Map<String, String> headers) {
    return exchange("POST", base + path, "application/json", json, headers);
  }

  Answer get(String path) {
    return send("GET", path, JSON, null);
  }

  Answer post(String path, Resource resource) {
    return send("POST", path, JSON, json(resource));
  }

  /** Writes a resource under its own id. */
  Answer put(Resource resource) {
    return send(
        "PUT",
        "/" + resource.fhirType() + "/" + resource.getIdElement().getIdPart(),
        JSON,
        json(resource));
  }

  Answer delete(String path) {
    return send("DELETE", path, JSON, null);
  }

  /** Creates a resource; answers the id that the server gave it. */
  String create(Resource resource) {
    return post("/" + resource.fhirType(), resource)
        .accepted()
        .as(resource.getClass())
        .getIdElement()
        .getIdPart();
  }

  <R extends Resource> R read(Class<R> type, String id) {
    return get("/" + type.getSimpleName() + "/" + id).accepted().as(type);
  }

  /** All matches of a search that fits on one page. */
  <R extends Resource> List<R> search(Class<R> type, String query) {
    return get("/" + type.getSimpleName() + "?_count=500&" + query)
        .accepted()
        .as(Bundle.class)
        .getEntry()
        .stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .map(type::cast)
        .toList();
  }

  /** Sends with this client's token and further headers. */
  Answer send(
      String method, String path, String contentType, String body, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Authorization", "Bearer " + token());
    return exchange(method, base + "/fhir" + path, contentType, body, all);
  }

  /** Asks the authorization server about this client's token, or has it revoked. */
  Answer aboutToken(String endpoint) {
    String credentials =
        Base64.getEncoder()
            .encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
    return exchange(
        "POST",
        base + "/oauth2/" + endpoint,
        FORM,
        "token=" + token(),
        Map.of("Authorization", "Basic " + credentials));
  }

  synchronized String token() {
    if (token == null || System.nanoTime() - tokenSince > TOKEN_LIFE_NANOS) {
      String credentials =
          Base64.getEncoder()
              .encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
      Answer answer =
          exchange(
                  "POST",
                  base + "/oauth2/token",
                  FORM,
                  "grant_type=client_credentials"
                      + (scope == null
                          ? ""
                          : "&scope=" + URLEncoder.encode(scope, StandardCharsets.UTF_8)),
                  Map.of("Authorization", "Basic " + credentials))
              .accepted();
      token = answer.body().replaceAll("(?s).*\"access_token\"\\s*:\\s*\"([^\"]+)\".*", "$1");
      tokenSince = System.nanoTime();
    }
    return token;
  }

  private static Answer exchange(
      String method, String url, String contentType, String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofMinutes(3))
            .header("Content-Type", contentType)
            .header("Cache-Control", "no-cache")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (contentType.startsWith("application/fhir")) {
      request.header("Accept", contentType);
    }
    headers.forEach(request::header);
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

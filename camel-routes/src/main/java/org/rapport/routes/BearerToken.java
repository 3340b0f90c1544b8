package org.rapport.routes;

import ca.uhn.fhir.rest.client.api.IClientInterceptor;
import ca.uhn.fhir.rest.client.api.IHttpRequest;
import ca.uhn.fhir.rest.client.api.IHttpResponse;
import ca.uhn.fhir.rest.client.exceptions.FhirClientConnectionException;
import ca.uhn.fhir.rest.server.exceptions.AuthenticationException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Puts a bearer token on each request: asked for by client credentials (RFC 6749, 4.4), with a
 * secret or with an assertion that a key of ours has signed, kept until shortly before it expires.
 * Token life is real time, whatever the application's clock says. Thread-safe.
 */
final class BearerToken implements IClientInterceptor {
  private static final Duration MARGIN = Duration.ofSeconds(60);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ServerAccess access;
  private final Optional<ClientAssertion> assertion;
  private final String scope;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final ObjectMapper mapper = new ObjectMapper();
  private String token;
  private long goodUntil;

  BearerToken(ServerAccess access) {
    this(access, Optional.empty(), "");
  }

  /**
   * A token.
   *
   * @param assertion takes the place of the client's secret
   * @param scope blank: what the client may have at all
   */
  BearerToken(ServerAccess access, Optional<ClientAssertion> assertion, String scope) {
    this.access = access;
    this.assertion = assertion;
    this.scope = scope.strip();
  }

  @Override
  public void interceptRequest(IHttpRequest request) {
    request.addHeader("Authorization", header());
  }

  /** The value of the header, with a token that is good. */
  String header() {
    return "Bearer " + current();
  }

  @Override
  public void interceptResponse(IHttpResponse response) {
    if (response.getStatus() == 401) {
      forget();
    }
  }

  /** Has another token asked for. */
  synchronized void forget() {
    token = null;
  }

  private synchronized String current() {
    if (token == null || System.nanoTime() - goodUntil >= 0) {
      refresh();
    }
    return token;
  }

  private HttpRequest request() {
    String endpoint = access.tokenEndpoint().get();
    StringBuilder form = new StringBuilder("grant_type=client_credentials");
    if (!scope.isEmpty()) {
      form.append("&scope=").append(URLEncoder.encode(scope, StandardCharsets.UTF_8));
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-www-form-urlencoded");
    if (assertion.isPresent()) {
      form.append('&').append(assertion.get().form(access.clientId(), endpoint));
    } else {
      String basic =
          Base64.getEncoder()
              .encodeToString(
                  (access.clientId() + ":" + access.clientSecret())
                      .getBytes(StandardCharsets.UTF_8));
      request.header("Authorization", "Basic " + basic);
    }
    return request.POST(HttpRequest.BodyPublishers.ofString(form.toString())).build();
  }

  private void refresh() {
    try {
      HttpResponse<String> response = http.send(request(), HttpResponse.BodyHandlers.ofString());
      // RFC 6749, 5.2: 401 for a client that is not known.
      if (response.statusCode() == 401
          || response.statusCode() == 400 && response.body().contains("invalid_client")) {
        access.refused().run();
      }
      if (response.statusCode() >= 500) {
        throw new FhirClientConnectionException(
            "The server gives no token yet (HTTP " + response.statusCode() + ")");
      }
      if (response.statusCode() != 200) {
        throw new AuthenticationException(
            "The server gives no token (HTTP " + response.statusCode() + ")");
      }
      JsonNode answer = mapper.readTree(response.body());
      token = answer.path("access_token").asText();
      goodUntil =
          System.nanoTime()
              + Duration.ofSeconds(answer.path("expires_in").asLong(60)).minus(MARGIN).toNanos();
    } catch (IOException e) {
      throw new FhirClientConnectionException("The server cannot be reached for a token");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuthenticationException("Interrupted while asking for a token");
    }
  }
}

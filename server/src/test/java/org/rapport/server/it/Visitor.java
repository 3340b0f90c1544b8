package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody at a browser without script, and the app that they open. */
final class Visitor {
  static final String APP = "timeline-app";
  static final String REDIRECT = "http://127.0.0.1:8999/callback";
  static final String VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern INPUT =
      Pattern.compile("<input type=\"(hidden|checkbox)\" name=\"([^\"]+)\" value=\"([^\"]*)\"");

  private final HttpClient http =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager())
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private static final AtomicInteger STRANGERS = new AtomicInteger();

  private final String base;
  private final String address;

  Visitor(String base) {
    this(base, null);
  }

  private Visitor(String base, String address) {
    this.base = base;
    this.address = address;
  }

  /** An address that nobody else comes from, so that the guesses of one test are not another's. */
  static String address() {
    return "198.51.100." + STRANGERS.incrementAndGet();
  }

  /** Somebody who comes from this address. */
  static Visitor from(String address, String base) {
    return new Visitor(base, address);
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(base).resolve(path)).GET());
  }

  HttpResponse<String> post(String path, List<Map.Entry<String, String>> form) {
    return send(
        HttpRequest.newBuilder(URI.create(base).resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encoded(form))));
  }

  private static String encoded(Collection<Map.Entry<String, String>> form) {
    return form.stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** As a script of the page posts. */
  HttpResponse<String> json(String path, String csrf, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(base).resolve(path))
            .header("Content-Type", "application/json")
            .header("X-XSRF-TOKEN", csrf)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> signIn(String name, String password) {
    Matcher csrf =
        Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(get("/login").body());
    assertThat(csrf.find()).isTrue();
    return post(
        "/login",
        List.of(
            Map.entry("username", name),
            Map.entry("password", password),
            Map.entry("_csrf", csrf.group(1))));
  }

  Visitor signedIn(String name, String password) {
    assertThat(signIn(name, password).statusCode()).isEqualTo(302);
    return this;
  }

  /** What an app asks for, with what is changed; without what is changed to nothing. */
  Map<String, String> request(String scope, Map<String, String> changed) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", APP);
    query.put("redirect_uri", REDIRECT);
    query.put("scope", scope);
    query.put("state", "st-é%&");
    query.put("aud", base + "/fhir");
    query.put("code_challenge", challenge());
    query.put("code_challenge_method", "S256");
    changed.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            query.remove(name);
          } else {
            query.put(name, value);
          }
        });
    return query;
  }

  /** What the authorization server shows for an app's request, after its redirects to itself. */
  HttpResponse<String> authorize(String scope, Map<String, String> changed) {
    return shown(get("/oauth2/authorize?" + encoded(request(scope, changed).entrySet())));
  }

  /** The same of a request that is posted. */
  HttpResponse<String> authorizePosted(String scope, Map<String, String> changed) {
    HttpResponse<String> answer =
        post("/oauth2/authorize", List.copyOf(request(scope, changed).entrySet()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return shown(get(location(answer)));
  }

  private HttpResponse<String> shown(HttpResponse<String> first) {
    HttpResponse<String> answer = first;
    while (answer.statusCode() == 302 && !location(answer).startsWith(REDIRECT)) {
      answer = get(location(answer));
    }
    return answer;
  }

  /** Allows what the page asks, about this patient where it asks about whom. */
  HttpResponse<String> allow(HttpResponse<String> consent, String patient) {
    assertThat(consent.statusCode()).as(consent.body()).isEqualTo(200);
    String form = consent.body().split("action=\"/oauth2/authorize\">")[1].split("</form>")[0];
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    boolean about = false;
    for (Matcher input = INPUT.matcher(form); input.find(); ) {
      fields.add(Map.entry(input.group(2), unescaped(input.group(3))));
      about |= input.group(2).equals("patient");
    }
    if (!about && patient != null) {
      fields.add(Map.entry("patient", patient));
    }
    return post("/oauth2/authorize", fields);
  }

  /** The code that the app gets. */
  static String code(HttpResponse<String> answer) {
    return parameter(answer, "code");
  }

  /** A parameter of the address that the app is called at; null: none. */
  static String parameter(HttpResponse<String> answer, String name) {
    String query = URI.create(location(answer)).getRawQuery();
    for (String pair : query.split("&")) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  /** The answer of the token endpoint to the app. */
  HttpResponse<String> exchange(String code) {
    return token(
        Map.of(
            "grant_type", "authorization_code",
            "code", code,
            "redirect_uri", REDIRECT,
            "code_verifier", VERIFIER,
            "client_id", APP));
  }

  HttpResponse<String> refresh(String token) {
    return token(Map.of("grant_type", "refresh_token", "refresh_token", token, "client_id", APP));
  }

  HttpResponse<String> token(Map<String, String> form) {
    return new Visitor(base, address).post("/oauth2/token", List.copyOf(form.entrySet()));
  }

  /** All of it: what the app holds afterwards. */
  JsonNode launch(String scope, Map<String, String> changed, String patient) {
    HttpResponse<String> answer = exchange(code(allow(authorize(scope, changed), patient)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  /** The app's call of the FHIR API. */
  HttpResponse<String> fhir(String token, String path) {
    return fhir(token, "GET", path, null);
  }

  HttpResponse<String> fhir(String token, String method, String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(base + "/fhir/" + path))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/fhir+json")
            .header("Content-Type", "application/fhir+json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body)));
  }

  /** A call of any address with JSON; without a token where it is null. */
  HttpResponse<String> bearer(String token, String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base).resolve(path))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return send(request);
  }

  /** What a browser asks before a page of this origin may call. */
  HttpResponse<String> preflight(String path, String origin, String method) {
    return send(
        HttpRequest.newBuilder(URI.create(base).resolve(path))
            .header("Origin", origin)
            .header("Access-Control-Request-Method", method)
            .header("Access-Control-Request-Headers", "authorization")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
  }

  /** A FHIR call with one header more. */
  HttpResponse<String> conditional(
      String token, String method, String path, String header, String value, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(base + "/fhir/" + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/fhir+json")
            .header(header, value)
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  /** A form with a token. */
  HttpResponse<String> form(String token, String path, List<Map.Entry<String, String>> form) {
    return send(
        HttpRequest.newBuilder(URI.create(base).resolve(path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encoded(form))));
  }

  static JsonNode json(HttpResponse<String> answer) {
    return json(answer.body());
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    if (address != null) {
      request.header("X-Forwarded-For", address);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String challenge() {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String unescaped(String text) {
    return text.replace("&#61;", "=")
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

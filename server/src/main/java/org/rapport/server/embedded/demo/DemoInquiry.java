package org.rapport.server.embedded.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Somebody asks for a visit by the form, as a web site would send it: through the public port. */
final class DemoInquiry {
  static final String FORM = "/forms/appointment-request";

  private static final String FIELDS =
      """
      {"given": "Maya", "family": "Lindqvist", "phone": "+1 416 555 0168", "email": "maya@example.org",
       "service": "Physiotherapy", "preferred-time": "Tuesday mornings", "language": "en",
       "utm_source": "search", "utm_campaign": "spring"}
      """;

  private DemoInquiry() {}

  /** Sends it; answers what the server said. */
  static String send(int port) throws IOException, InterruptedException {
    return post(port, FIELDS).replaceAll("\"lead\":\"[^\"]*\",", "");
  }

  /** Sends one of somebody else. */
  static void send(int port, String given, String family, String phone, String message)
      throws IOException, InterruptedException {
    ObjectNode fields = new ObjectMapper().createObjectNode();
    fields.put("given", given).put("family", family).put("phone", phone).put("message", message);
    fields.put("consent-sms", true);
    post(port, fields.toString());
  }

  private static String post(int port, String fields) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + FORM))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(fields))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}

package org.rapport.server.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Asks servers over HTTP, and what time it is there. */
final class Web {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LONGEST).build();
  private final Clock clock;

  Web(Clock clock) {
    this.clock = clock;
  }

  /**
   * Asks.
   *
   * @param authorization header; null: none
   * @param form sent by POST; null: GET
   * @throws IOException where nobody answers
   */
  HttpResponse<String> ask(String address, String authorization, String form) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(LONGEST)
            .header("Accept", "application/json, application/fhir+json");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    if (form != null) {
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString(form));
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Its clock beside ours, where it tells the time. */
  Optional<Finding> time(String subject, HttpResponse<String> answer) {
    try {
      return answer
          .headers()
          .firstValue("Date")
          .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME))
          .map(at -> Clocks.compared(subject, Duration.between(clock.instant(), at)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

package org.rapport.routes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A worker with an example's routes, whose time is the test's. */
final class ExampleWorker implements AutoCloseable {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2027-03-01T10:00:00Z"));
  private final HttpClient http = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext worker;

  ExampleWorker(ServerStub server, Map<String, String> example) {
    Map<String, String> settings = new TreeMap<>(example);
    settings.put("RAPPORT_SERVER_URL", server.url());
    settings.put("RAPPORT_CLIENT_ID", "worker");
    settings.put("RAPPORT_CLIENT_SECRET", "secret");
    settings.put("RAPPORT_MLLP_PORT", "0");
    settings.put("SERVER_PORT", "0");
    settings.put("server.address", "127.0.0.1");
    Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    SpringApplication application = WorkerApplication.application();
    application.addInitializers(
        context ->
            ((GenericApplicationContext) context)
                .registerBean(
                    "testClock", Clock.class, () -> clock, bean -> bean.setPrimary(true)));
    worker =
        application.run(
            settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new));
  }

  /** So that no circuit opens over what the tests before brought. */
  void anHourLater() {
    now.updateAndGet(instant -> instant.plus(Duration.ofHours(1)));
  }

  /** Posts JSON, and says with which status it is answered. */
  int post(String path, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + worker.getEnvironment().getProperty("local.server.port")
                        + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Override
  public void close() {
    worker.close();
  }
}

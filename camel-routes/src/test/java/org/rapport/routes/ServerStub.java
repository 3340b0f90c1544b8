package org.rapport.routes;

import ca.uhn.fhir.context.FhirContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;

/** A server that a worker claims texts from, and tells what came of them. */
final class ServerStub implements AutoCloseable {
  private final HttpServer http;
  private final FhirContext fhir = FhirContext.forR4Cached();
  private final BlockingQueue<Parameters> waiting = new LinkedBlockingQueue<>();
  private final Map<String, BlockingQueue<Parameters>> heard = new ConcurrentHashMap<>();
  private final AtomicInteger refusals = new AtomicInteger();

  ServerStub() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newCachedThreadPool());
    http.createContext("/oauth2/token", this::token);
    http.createContext("/fhir/", this::fhir);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** Releases a text; its attempt is {@code attempt-} and the id. */
  void release(String id, String text) {
    Parameters claimed = new Parameters();
    ParametersParameterComponent item = claimed.addParameter().setName("item");
    Map.of(
            "id",
            id,
            "lease",
            "l",
            "focus",
            "CommunicationRequest/" + id,
            "attempt",
            "attempt-" + id,
            "channel",
            "sms",
            "to",
            "+14165550142",
            "body",
            text,
            "language",
            "fr")
        .forEach((name, value) -> item.addPart().setName(name).setValue(new StringType(value)));
    waiting.add(claimed);
  }

  /** Lets the next reports of outcomes fail. */
  void refuse(int times) {
    refusals.set(times);
  }

  /** What an operation is called with next; null: nothing within the time. */
  Parameters next(String operation) throws InterruptedException {
    return heard(operation).poll(60, TimeUnit.SECONDS);
  }

  /** Whether an operation has been called, and nobody has taken it yet. */
  boolean hears(String operation) {
    return !heard(operation).isEmpty();
  }

  private BlockingQueue<Parameters> heard(String operation) {
    return heard.computeIfAbsent(operation, name -> new LinkedBlockingQueue<>());
  }

  private void token(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        200,
        "application/json",
        "{\"access_token\": \"t\", \"token_type\": \"Bearer\", \"expires_in\": 300}");
  }

  private void fhir(HttpExchange exchange) throws IOException {
    String operation = exchange.getRequestURI().getPath().replaceFirst("^/fhir/", "");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Parameters in =
        body.isEmpty() ? new Parameters() : (Parameters) fhir.newJsonParser().parseResource(body);
    Parameters out = new Parameters();
    if (operation.equals("$claim")) {
      out = claimed(in.getParameter("kind").getValue().primitiveValue());
    } else if (operation.equals("$begin")) {
      out.addParameter("proceed", new BooleanType(true));
    } else if (operation.equals("$complete") && refusals.getAndDecrement() > 0) {
      answer(exchange, 503, "text/plain", "");
      return;
    } else if (operation.endsWith("$explain")) {
      out.addParameter("verdict", new StringType("release"));
      out.addParameter().setName("rule").addPart().setName("name").setValue(new StringType("cap"));
      out.addParameter().setName("rule").addPart().setName("name").setValue(new StringType("stop"));
    }
    boolean asked = exchange.getRequestMethod().equals("GET");
    heard((asked ? "GET " : "") + operation).add(in);
    answer(
        exchange, 200, "application/fhir+json", fhir.newJsonParser().encodeResourceToString(out));
  }

  private Parameters claimed(String kind) {
    try {
      Parameters item = kind.equals("message") ? waiting.poll(1, TimeUnit.SECONDS) : later();
      return item == null ? new Parameters() : item;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Parameters();
    }
  }

  // There is no other work here, and whoever asks for it waits as long as at a server.
  private Parameters later() throws InterruptedException {
    return new LinkedBlockingQueue<Parameters>().poll(2, TimeUnit.SECONDS);
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}

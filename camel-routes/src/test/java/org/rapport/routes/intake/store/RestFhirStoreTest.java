package org.rapport.routes.intake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes over the wire, and what each answer means. */
class RestFhirStoreTest {

  private static final FhirContext R4 = FhirContext.forR4();

  private final Map<String, Resource> answers = new HashMap<>();
  private final List<String> requests = new ArrayList<>();
  private HttpServer server;
  private RestFhirStore store;
  private int status = 200;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    R4.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.NEVER);
    String base = "http://127.0.0.1:" + server.getAddress().getPort() + "/fhir";
    store = new RestFhirStore(() -> R4.newRestfulGenericClient(base));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void searchesWithoutCache() {
    answers.put("/fhir/Appointment", new Bundle().setType(Bundle.BundleType.SEARCHSET));

    assertThat(store.appointments("urn:a", "x|y")).isEmpty();

    assertThat(requests.get(0)).contains("identifier=urn%3Aa%7Cx%5C%7Cy").endsWith("no-store");
  }

  @Test
  void followsAMergedPatient() {
    Patient merged = new Patient();
    merged.setId("Patient/old");
    merged.addLink().setType(Patient.LinkType.REPLACEDBY).setOther(new Reference("Patient/new"));
    Patient survivor = new Patient();
    survivor.setId("Patient/new");
    Bundle found = new Bundle().setType(Bundle.BundleType.SEARCHSET);
    found.addEntry().setResource(merged);
    answers.put("/fhir/Patient", found);
    answers.put("/fhir/Patient/new", survivor);

    assertThat(store.patients("urn:p", "1"))
        .extracting(p -> p.getIdElement().getIdPart())
        .containsExactly("new");
  }

  @Test
  void knowsWhatExists() {
    answers.put("/fhir/Task/1", new org.hl7.fhir.r4.model.Task().setId("1"));

    assertThat(store.exists("Task", "1")).isTrue();
    assertThat(store.exists("Task", "2")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "409,StoreConflictException",
    "412,StoreConflictException",
    "400,StoreRefusedException",
    "422,StoreRefusedException",
    "413,StoreRefusedException",
    "401,StoreUnavailableException",
    "403,StoreUnavailableException",
    "429,StoreUnavailableException",
    "500,StoreUnavailableException",
    "503,StoreUnavailableException"
  })
  void tellsAnswersApart(int answer, String exception) {
    status = answer;

    assertThatThrownBy(() -> store.commit(new Bundle().setType(Bundle.BundleType.TRANSACTION)))
        .hasMessage("FHIR server answered " + answer)
        .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(exception));
  }

  @Test
  void isUnavailableWithoutAServer() {
    server.stop(0);

    assertThatThrownBy(() -> store.exists("Task", "1"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessage("FHIR server gave no answer");
  }

  private void answer(HttpExchange exchange) throws java.io.IOException {
    requests.add(
        exchange.getRequestURI().getRawQuery()
            + " "
            + exchange.getRequestHeaders().getFirst("Cache-Control"));
    exchange.getRequestBody().readAllBytes();
    Resource resource = answers.get(exchange.getRequestURI().getPath());
    int code = status != 200 ? status : resource == null ? 404 : 200;
    byte[] body =
        resource == null
            ? "{\"resourceType\":\"OperationOutcome\"}".getBytes(StandardCharsets.UTF_8)
            : R4.newJsonParser().encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/fhir+json");
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}

package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bulk Data Access: kick-off, state, files, and whose they are. */
@ExtendWith(SharedClinic.class)
class ExportIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ASYNC = "respond-async";

  private final Clinic clinic;
  private final String circle = UUID.randomUUID().toString();

  ExportIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private String patient() {
    Patient patient = new Patient();
    patient.addIdentifier().setSystem("urn:circle").setValue(circle);
    patient.addName().setFamily("Kestrel").addGiven("Ada");
    return clinic.fhir().create(patient);
  }

  private String message(String patient, CommunicationStatus status) {
    Communication message = new Communication().setStatus(status);
    message.setSubject(new Reference("Patient/" + patient));
    return clinic.fhir().create(message);
  }

  private static HttpResponse<byte[]> call(
      FhirClient client, String method, URI uri, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + client.token())
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<byte[]> kickOff(FhirClient client, String path) {
    return call(client, "GET", uri(path), null, "Prefer", ASYNC, "Accept", "application/fhir+json");
  }

  private URI uri(String path) {
    return URI.create(clinic.process().base() + "/fhir" + path);
  }

  private static URI state(HttpResponse<byte[]> begun) {
    assertThat(begun.statusCode())
        .as(new String(begun.body(), StandardCharsets.UTF_8))
        .isEqualTo(202);
    return URI.create(begun.headers().firstValue("Content-Location").orElseThrow());
  }

  private static JsonNode manifest(FhirClient client, URI state) {
    List<HttpResponse<byte[]>> answers = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              HttpResponse<byte[]> answer = call(client, "GET", state, null);
              answers.add(answer);
              if (answer.statusCode() == 202) {
                assertThat(answer.headers().firstValue("X-Progress")).isPresent();
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
              }
              return answer.statusCode() != 202;
            });
    HttpResponse<byte[]> last = answers.get(answers.size() - 1);
    assertThat(last.statusCode()).isEqualTo(200);
    assertThat(last.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(last.headers().firstValue("Expires")).isPresent();
    try {
      return JSON.readTree(last.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All resources of an export's files, each of which holds what the manifest says. */
  private static List<Resource> resources(FhirClient client, JsonNode manifest) {
    List<Resource> all = new ArrayList<>();
    for (JsonNode file : manifest.get("output")) {
      HttpResponse<byte[]> answer =
          call(
              client,
              "GET",
              URI.create(file.get("url").asText()),
              null,
              "Accept",
              "application/fhir+ndjson");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/fhir+ndjson");
      List<Resource> lines =
          new String(answer.body(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> (Resource) FhirContext.forR4Cached().newJsonParser().parseResource(line))
              .toList();
      assertThat(lines)
          .hasSize(file.get("count").asInt())
          .allMatch(one -> one.fhirType().equals(file.get("type").asText()));
      all.addAll(lines);
    }
    return all;
  }

  private static List<String> ids(List<Resource> resources) {
    return resources.stream().map(Resource::getIdPart).toList();
  }

  @Test
  void whatIsOfPatientsGoes_andWhatWasAskedIsSaid() {
    String who = patient();
    String message = message(who, CommunicationStatus.COMPLETED);
    String place = clinic.fhir().create(new Location().setName("Kestrel House"));
    Instant before = Instant.now().minusSeconds(5);
    String query = "/Patient/$export?_type=Patient,Communication&_since=" + before;

    JsonNode manifest = manifest(clinic.fhir(), state(kickOff(clinic.fhir(), query)));

    assertThat(manifest.get("request").asText()).endsWith(query);
    assertThat(manifest.get("requiresAccessToken").asBoolean()).isTrue();
    assertThat(Instant.parse(manifest.get("transactionTime").asText()))
        .isBetween(before.minusSeconds(60), Instant.now());
    assertThat(manifest.get("error")).isEmpty();
    List<Resource> found = resources(clinic.fhir(), manifest);
    assertThat(ids(found)).contains(who, message).doesNotContain(place).doesNotHaveDuplicates();
    assertThat(found).extracting(Resource::fhirType).containsOnly("Patient", "Communication");
    assertThat(found).allMatch(one -> one.getMeta().getLastUpdated() != null);

    JsonNode places =
        manifest(
            clinic.fhir(),
            state(kickOff(clinic.fhir(), "/$export?_type=Location&_since=" + before)));
    assertThat(ids(resources(clinic.fhir(), places))).contains(place);
  }

  @Test
  void whatWasDeletedSinceIsTold_toWhoGetsAll() {
    Instant before = Instant.now().minusSeconds(5);
    String place = clinic.fhir().create(new Location().setName("Gone House"));
    String kept = clinic.fhir().create(new Location().setName("Kept House"));
    clinic.fhir().delete("/Location/" + place).accepted();

    JsonNode manifest =
        manifest(
            clinic.fhir(),
            state(kickOff(clinic.fhir(), "/$export?_type=Location&_since=" + before)));

    assertThat(ids(resources(clinic.fhir(), manifest))).contains(kept).doesNotContain(place);
    assertThat(manifest.get("deleted")).hasSize(1);
    JsonNode file = manifest.get("deleted").get(0);
    assertThat(file.get("type").asText()).isEqualTo("Bundle");
    String line =
        new String(
            call(clinic.fhir(), "GET", URI.create(file.get("url").asText()), null).body(),
            StandardCharsets.UTF_8);
    assertThat(line.lines()).hasSize(file.get("count").asInt());
    assertThat(line)
        .contains("\"DELETE\"", "\"Location/" + place + "\"", "\"transaction\"")
        .doesNotContain(kept);
    JsonNode ofPatients =
        manifest(
            clinic.fhir(),
            state(kickOff(clinic.fhir(), "/Patient/$export?_type=Patient&_since=" + before)));
    assertThat(ofPatients.get("deleted")).as("asked for, and nothing of these").isEmpty();
    assertThat(
            manifest(clinic.fhir(), state(kickOff(clinic.fhir(), "/$export?_type=Location")))
                .has("deleted"))
        .as("what was deleted before the first export is not its concern")
        .isFalse();
  }

  @Test
  void aGroupsMembersGo_andFiltersNarrowTypesDown() {
    String who = patient();
    String sent = message(who, CommunicationStatus.COMPLETED);
    String begun = message(who, CommunicationStatus.INPROGRESS);
    String other = clinic.fhir().create(new Patient());
    String others = message(other, CommunicationStatus.COMPLETED);
    Group segment = SegmentIT.segment("Patient?identifier=urn:circle|" + circle);
    String group = clinic.fhir().create(segment);

    JsonNode manifest =
        manifest(
            clinic.fhir(),
            state(
                kickOff(
                    clinic.fhir(),
                    "/Group/"
                        + group
                        + "/$export?_typeFilter=Communication%3Fstatus%3Dcompleted")));

    assertThat(ids(resources(clinic.fhir(), manifest)))
        .contains(who, sent)
        .doesNotContain(begun, other, others);

    String nobody =
        clinic
            .fhir()
            .create(SegmentIT.segment("Patient?identifier=urn:circle|" + UUID.randomUUID()));
    JsonNode empty =
        manifest(clinic.fhir(), state(kickOff(clinic.fhir(), "/Group/" + nobody + "/$export")));
    assertThat(empty.get("output")).isEmpty();
    assertThat(kickOff(clinic.fhir(), "/Group/no-such/$export").statusCode()).isEqualTo(404);
  }

  @Test
  void parametersMayBePosted_andFilesCompressed() throws IOException {
    String who = patient();
    patient();
    Parameters asked = new Parameters();
    asked.addParameter("_type", new StringType("Patient"));
    asked.addParameter("_elements", new StringType("id"));
    asked.addParameter().setName("patient").setValue(new Reference("Patient/" + who));
    HttpResponse<byte[]> begun =
        call(
            clinic.fhir(),
            "POST",
            uri("/Patient/$export"),
            FhirClient.json(asked),
            "Content-Type",
            "application/fhir+json",
            "Prefer",
            "respond-async, handling=lenient");

    JsonNode manifest = manifest(clinic.fhir(), state(begun));

    assertThat(ids(resources(clinic.fhir(), manifest))).containsExactly(who);
    HttpResponse<byte[]> file =
        call(
            clinic.fhir(),
            "GET",
            URI.create(manifest.get("output").get(0).get("url").asText()),
            null,
            "Accept-Encoding",
            "gzip");
    assertThat(file.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(
            new String(
                new GZIPInputStream(new ByteArrayInputStream(file.body())).readAllBytes(),
                StandardCharsets.UTF_8))
        .contains(who);
  }

  @Test
  void itIsItsClientsAlone_byRightsThatItHasNow_untilItIsDeleted() {
    String who = patient();
    URI state = state(kickOff(clinic.fhir(), "/Patient/$export?_type=Patient,Communication"));
    message(who, CommunicationStatus.COMPLETED);
    JsonNode manifest = manifest(clinic.fhir(), state);
    URI file = URI.create(manifest.get("output").get(0).get("url").asText());

    for (URI its : List.of(state, file)) {
      assertThat(call(clinic.secondPerson(), "GET", its, null).statusCode()).isEqualTo(404);
      assertThat(
              HTTP.sendAsync(HttpRequest.newBuilder(its).build(), BodyHandlers.discarding())
                  .join()
                  .statusCode())
          .isEqualTo(401);
    }
    assertThat(call(clinic.secondPerson(), "DELETE", state, null).statusCode()).isEqualTo(404);
    FhirClient narrower = clinic.scoped("system/Location.rs");
    assertThat(call(narrower, "GET", file, null).statusCode()).isEqualTo(403);

    assertThat(call(clinic.fhir(), "DELETE", state, null).statusCode()).isEqualTo(202);
    for (URI gone : List.of(state, file)) {
      assertThat(call(clinic.fhir(), "GET", gone, null).statusCode()).isEqualTo(404);
    }
    assertThat(call(clinic.fhir(), "DELETE", state, null).statusCode()).isEqualTo(404);
  }

  @Test
  void scopesDecideWhichTypesGo_andPeopleExportNothing() throws Exception {
    FhirClient reader = clinic.patientReader();
    JsonNode manifest = manifest(reader, state(kickOff(reader, "/Patient/$export")));
    assertThat(manifest.get("output")).isNotEmpty();
    assertThat(manifest.get("output"))
        .allMatch(file -> file.get("type").asText().equals("Patient"));

    assertThat(kickOff(reader, "/Patient/$export?_type=Communication").statusCode()).isEqualTo(403);
    assertThat(
            kickOff(reader, "/Patient/$export?_typeFilter=Patient%3F_has:Task:patient:status=ready")
                .statusCode())
        .isEqualTo(403);
    assertThat(kickOff(reader, "/Group/any/$export").statusCode()).isEqualTo(403);

    Visitor carla = new Visitor(clinic.process().base()).signedIn("carla", "carla-password");
    String token = carla.launch("openid user/*.cruds", Map.of(), null).get("access_token").asText();
    for (String path : List.of("$export", "Patient/$export", "$export-status?job=1")) {
      assertThat(carla.fhir(token, path).statusCode()).as(path).isEqualTo(403);
    }
  }

  @Test
  void whatCannotBeExportedIsRefusedAtOnce() {
    FhirClient client = clinic.fhir();
    assertThat(call(client, "GET", uri("/$export"), null).statusCode()).isEqualTo(400);
    for (String wrong :
        List.of(
            "/$export?_outputFormat=text/csv",
            "/$export?_type=Patients",
            "/$export?_type=Binary",
            "/Patient/$export?_type=Location",
            "/$export?_since=yesterday",
            "/$export?_type=Patient&_elements=id",
            "/$export?_type=Patient&_typeFilter=Task%3Fstatus=ready",
            "/$export?_typeFilter=Patient%3Fno-such=1",
            "/$export?_typeFilter=Patient%3F_sort=name")) {
      assertThat(kickOff(client, wrong).statusCode()).as(wrong).isEqualTo(400);
    }
    for (String none : List.of("/$export-status?job=1", "/$export-status", "/$export-file?job=1")) {
      assertThat(call(client, "GET", uri(none), null).statusCode()).as(none).isEqualTo(404);
    }
  }

  @Test
  void anErasureEndsExports() {
    String who = patient();
    URI state = state(kickOff(clinic.fhir(), "/Patient/$export?_type=Patient"));
    manifest(clinic.fhir(), state);

    clinic.fhir().post("/Patient/" + who + "/$erase", new Parameters()).accepted();

    assertThat(call(clinic.fhir(), "GET", state, null).statusCode()).isEqualTo(404);
  }
}

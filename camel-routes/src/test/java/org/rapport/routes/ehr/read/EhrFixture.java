package org.rapport.routes.ehr.read;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Parameters;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.store.InMemoryFhirStore;
import org.rapport.routes.rapport.RapportClient;

/** An EHR of stubs, our server in memory, and what is between them. */
final class EhrFixture {
  static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");
  static final Duration PATIENCE = Duration.ofSeconds(2);
  static final String JSON = "application/fhir+json";

  /** As the specification's own example is, whose visit the other samples are. */
  static final String PATIENT =
      """
      {"resourceType": "Patient", "id": "example", "active": true,
       "meta": {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
         "code": "N"}]},
       "extension": [{"url": "http://example.org/favourite-colour", "valueString": "blue"}],
       "identifier": [{"type": {"coding": [{
           "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
         "system": "urn:oid:1.2.36.146.595.217.0.1", "value": "12345",
         "assigner": {"display": "Acme Healthcare"}}],
       "name": [{"use": "official", "family": "Chalmers", "given": ["Peter", "James"]}],
       "telecom": [{"system": "phone", "value": "+1 416 555 0142", "use": "mobile"}],
       "gender": "male", "birthDate": "1974-12-25"}""";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  final InMemoryFhirStore store = new InMemoryFhirStore();
  final List<Parameters> told = new ArrayList<>();
  final Set<String> coming = new TreeSet<>();
  final EhrBase base;
  final EhrServer ehr;
  final FhirIntake intake;
  final LookUps lookUps;
  private final WireMockExtension peer;

  EhrFixture(WireMockExtension peer) {
    this.peer = peer;
    base = new EhrBase(peer.baseUrl() + "/r4/");
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    ehr =
        new EhrServer(
            base,
            FhirContext.forR4Cached(),
            new EhrServer.Authorization() {
              @Override
              public Optional<String> header() {
                return Optional.of("Bearer ours");
              }

              @Override
              public void refused() {
                // One token is all there is.
              }
            },
            clock,
            PATIENCE);
    intake = new FhirIntake(store, ehr, clock);
    RapportClient client =
        new RapportClient(
            (operation, in) -> {
              told.add(in);
              return new Parameters();
            });
    lookUps = new LookUps(intake, ehr, (system, from) -> coming, client, clock);
  }

  /** The EHR has this. */
  EhrFixture has(String json) {
    JsonNode resource = json(json);
    peer.stubFor(
        resource(resource.path("resourceType").asText() + "/" + resource.path("id").asText())
            .willReturn(okForContentType(JSON, json)));
    return this;
  }

  static MappingBuilder resource(String path) {
    return get(urlPathEqualTo("/r4/" + path));
  }

  FhirIntake.Effect lookUp(String reference) {
    return intake.lookUp(base.id(reference).orElseThrow());
  }

  Appointment visit() {
    List<Appointment> all = store.all(Appointment.class);
    if (all.size() != 1) {
      throw new AssertionError(all.size() + " visits");
    }
    return all.get(0);
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String sample(String name) {
    try {
      return Files.readString(Path.of("src/test/resources/ehr-fhir", name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

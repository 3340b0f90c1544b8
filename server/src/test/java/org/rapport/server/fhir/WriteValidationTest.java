package org.rapport.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.LenientErrorHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.hl7.fhir.r4.model.Resource;

/**
 * What is accepted at a glance is what the full validator accepts: over R4's own examples, what
 * clients write all day, and both with changes.
 */
class WriteValidationTest {
  private static final FhirContext CONTEXT = FhirContext.forR4Cached();
  private static final WriteValidation VALIDATION = new WriteValidation(CONTEXT);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<JsonNode> EVERYDAY = everyday();
  private static final List<JsonNode> ALL = all();

  @Example
  void seesAtAGlanceWhatClientsWriteAllDay() {
    for (JsonNode everyday : EVERYDAY) {
      Resource resource = parsed(everyday);
      assertThat(VALIDATION.surelyConforms(resource)).as(everyday.toString()).isTrue();
      assertThat(VALIDATION.errors(resource)).isEmpty();
    }
  }

  @Example
  void isNeverSureOfWhatTheFullValidatorRefuses() {
    for (JsonNode resource : ALL) {
      agrees(resource);
    }
  }

  @Property(tries = 1_000)
  void isNeverSureOfWhatTheFullValidatorRefusesAfterChanges(@ForAll Random random) {
    List<JsonNode> from = random.nextBoolean() ? EVERYDAY : ALL;
    agrees(new MutatedJson(random).of(from.get(random.nextInt(from.size()))));
  }

  private static void agrees(JsonNode json) {
    Resource resource;
    try {
      resource = parsed(json);
    } catch (RuntimeException unreadable) {
      return;
    }
    // What is not sure says nothing.
    if (VALIDATION.surelyConforms(resource)) {
      assertThat(VALIDATION.errors(resource)).as(json.toString()).isEmpty();
    }
  }

  private static Resource parsed(JsonNode json) {
    return (Resource)
        CONTEXT
            .newJsonParser()
            .setParserErrorHandler(new LenientErrorHandler(false).disableAllErrors())
            .parseResource(json.toString());
  }

  private static List<JsonNode> everyday() {
    List<JsonNode> resources = new ArrayList<>();
    try {
      for (JsonNode entry :
          JSON.readTree(WriteValidationTest.class.getResource("everyday-resources.json"))
              .get("entry")) {
        resources.add(entry.get("resource"));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return resources;
  }

  private static List<JsonNode> all() {
    URL folder = WriteValidationTest.class.getResource("r4-examples");
    List<JsonNode> resources = new ArrayList<>(EVERYDAY);
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        resources.add(JSON.readTree(file.toFile()));
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return resources;
  }
}

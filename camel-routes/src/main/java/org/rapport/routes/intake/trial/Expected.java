package org.rapport.routes.intake.trial;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What is expected of a case, its file {@code expected.json}.
 *
 * @param answers what each message is answered, in order: {@code AA}, or {@code AE 101 PID-3}
 * @param resources FHIR resources, of which each is there in the end with all that it names here;
 *     what it does not name may be as it likes
 * @param messages messages to patients that are planned, likewise ({@link PlannedMessage})
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Expected(List<String> answers, List<JsonNode> resources, List<JsonNode> messages) {
  static final String FILE = "expected.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  Expected {
    answers = answers == null ? List.of() : List.copyOf(answers);
    resources = resources == null ? List.of() : List.copyOf(resources);
    messages = messages == null ? List.of() : List.copyOf(messages);
  }

  /**
   * Reads the file of a case.
   *
   * @throws IOException where there is none, or it is not such JSON; the message says which
   */
  static Expected read(Path folder) throws IOException {
    return JSON.readValue(Files.readAllBytes(folder.resolve(FILE)), Expected.class);
  }

  /** Writes it as the file of a case. */
  void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(FILE), JSON.writeValueAsString(this) + "\n");
  }
}

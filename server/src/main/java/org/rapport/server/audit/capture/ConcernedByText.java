package org.rapport.server.audit.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a resource is about, read off its JSON, for the audit trail: the same patients that {@link
 * Concerned} finds in the resource itself, of the types that are read most.
 */
public final class ConcernedByText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATIENT = "Patient/";

  /** Of each type the elements that refer to whom it is about; steps by dots. */
  private static final Map<String, List<String>> ELEMENTS =
      Map.of(
          "Patient", List.of(),
          "Appointment", List.of("participant.actor"),
          "Communication", List.of("subject", "recipient"),
          "CommunicationRequest", List.of("subject", "recipient"),
          "Task", List.of("for"),
          "Consent", List.of("patient"),
          "CarePlan", List.of("subject"),
          "QuestionnaireResponse", List.of("subject"),
          "RelatedPerson", List.of("patient"));

  private ConcernedByText() {}

  /** The types of which it can be told. */
  public static Set<String> types() {
    return ELEMENTS.keySet();
  }

  /**
   * References of the patients.
   *
   * @return empty where the text cannot be read
   */
  public static Optional<Set<String>> patients(String type, String id, String json) {
    if (type.equals("Patient")) {
      return Optional.of(Set.of(PATIENT + id));
    }
    Set<String> patients = new LinkedHashSet<>();
    try {
      JsonNode resource = JSON.readTree(json);
      ELEMENTS.get(type).forEach(path -> collect(resource, path, patients));
      return Optional.of(patients);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static void collect(JsonNode node, String path, Set<String> patients) {
    if (node.isArray()) {
      node.forEach(item -> collect(item, path, patients));
      return;
    }
    int dot = path.indexOf('.');
    if (dot >= 0) {
      collect(node.path(path.substring(0, dot)), path.substring(dot + 1), patients);
    } else if (!path.isEmpty()) {
      collect(node.path(path), "", patients);
    } else {
      String reference = node.path("reference").asText();
      if (reference.startsWith(PATIENT)) {
        patients.add(PATIENT + reference.substring(PATIENT.length()).split("/", 2)[0]);
      }
    }
  }
}

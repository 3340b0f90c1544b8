package org.rapport.server.journal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.IdType;

/** What a message led to: collected while its transaction writes. Not thread-safe. */
public final class MessageTrace {
  private final Map<String, String> resources = new LinkedHashMap<>();
  private String patient;
  private String binary;
  private String task;

  /** Takes down a version that was written; a later one of the same resource takes its place. */
  public void add(IIdType id) {
    switch (id.getResourceType()) {
      case "Binary" -> binary = id.getIdPart();
      case "Provenance" -> {
        // Says the same as this trace.
      }
      case "Task" -> {
        task = id.getIdPart();
        put(id);
      }
      case "Patient" -> {
        patient = patient == null ? id.getIdPart() : patient;
        put(id);
      }
      default -> put(id);
    }
  }

  /** Whom it is about, where the record itself was not changed. */
  public void about(String reference) {
    IdType id = new IdType(reference);
    if (patient == null && "Patient".equals(id.getResourceType())) {
      patient = id.getIdPart();
    }
  }

  private void put(IIdType id) {
    resources.put(id.toUnqualifiedVersionless().getValue(), id.toUnqualified().getValue());
  }

  String patient() {
    return patient;
  }

  String binary() {
    return binary;
  }

  String task() {
    return task;
  }

  List<String> resources() {
    return List.copyOf(resources.values());
  }
}

package org.rapport.server.sensitivity;

import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.springframework.stereotype.Component;

/**
 * The services of {@code ValueSet/plain-services}: those that a text message may name. Expanded
 * once from the shipped file. Immutable.
 */
@Component
public class PlainServices {
  private final Set<String> codes = Set.copyOf(SensitiveServices.read("plain-services").keySet());

  /** Whether each of these has a code of the value set; false for none. */
  public boolean has(List<CodeableConcept> services) {
    return !services.isEmpty()
        && services.stream()
            .allMatch(
                service ->
                    service.getCoding().stream()
                        .anyMatch(
                            coding -> codes.contains(coding.getSystem() + "|" + coding.getCode())));
  }
}

package org.rapport.server.journey.check;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.UsageContext;

/**
 * Services whose mere name tells too much.
 *
 * @param displays the name of each, by {@code system|code}
 */
public record SensitiveServices(Map<String, String> displays) {
  private static final Set<String> LABELS =
      Set.of("R", "V", "ETH", "PSY", "HIV", "SUD", "SEX", "SDV", "BH", "MH", "PSYTHPN");

  /**
   * The words that tell which sensitive service a journey is for; null when it is for none. A
   * journey says what it is for in topic or useContext, or carries a label.
   */
  Set<String> wordsOf(PlanDefinition plan) {
    Set<String> words = new TreeSet<>();
    boolean labelled =
        plan.getMeta().getSecurity().stream().anyMatch(label -> LABELS.contains(label.getCode()));
    plan.getTopic().forEach(topic -> collect(topic, words));
    for (UsageContext context : plan.getUseContext()) {
      if (context.getValue() instanceof CodeableConcept concept) {
        collect(concept, words);
      }
    }
    return words.isEmpty() && !labelled ? null : words;
  }

  private void collect(CodeableConcept concept, Set<String> words) {
    for (Coding coding : concept.getCoding()) {
      String display = displays.get(coding.getSystem() + "|" + coding.getCode());
      if (display != null) {
        words.add(display);
      }
    }
  }
}

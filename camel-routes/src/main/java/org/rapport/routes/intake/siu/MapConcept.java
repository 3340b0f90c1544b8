package org.rapport.routes.intake.siu;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.rapport.routes.intake.hl7.Hl7Field;
import org.rapport.routes.intake.sender.SenderProfile;

/** CWE/CE to CodeableConcept, HL7 v2.5.1 section 2.A.13. */
final class MapConcept {

  /** Table HL70396 names of the systems FHIR has its own URI for. */
  private static final Map<String, String> SYSTEMS =
      Map.of(
          "SCT", "http://snomed.info/sct",
          "LN", "http://loinc.org",
          "I10", "http://hl7.org/fhir/sid/icd-10",
          "I10C", "http://hl7.org/fhir/sid/icd-10-cm",
          "C4", "http://www.ama-assn.org/go/cpt",
          "CPT", "http://www.ama-assn.org/go/cpt");

  private static final String V2_TABLE = "http://terminology.hl7.org/CodeSystem/v2-";

  private MapConcept() {}

  /** Maps one field; empty when it holds neither code nor text. */
  static Optional<CodeableConcept> map(Hl7Field cwe, SenderProfile sender) {
    CodeableConcept concept = new CodeableConcept();
    coding(concept, cwe, 1, sender);
    coding(concept, cwe, 4, sender);
    String text =
        Stream.of(9, 2, 5).map(cwe::component).filter(one -> !one.isEmpty()).findFirst().orElse("");
    if (!text.isEmpty()) {
      concept.setText(text);
    }
    return concept.isEmpty() ? Optional.empty() : Optional.of(concept);
  }

  private static void coding(
      CodeableConcept concept, Hl7Field cwe, int first, SenderProfile sender) {
    String code = cwe.component(first);
    if (!code.isEmpty()) {
      String display = cwe.component(first + 1);
      concept
          .addCoding()
          .setCode(code)
          .setSystem(system(cwe.component(first + 2), code, sender).orElse(null));
      Coding coding = concept.getCoding().get(concept.getCoding().size() - 1);
      // A table has displays of its own; the sender's words are the text.
      if (!display.isEmpty() && !(coding.hasSystem() && coding.getSystem().startsWith(V2_TABLE))) {
        coding.setDisplay(display);
      }
    }
  }

  /** A local or unknown system stays without URI: inventing one would make codes look shared. */
  private static Optional<String> system(String name, String code, SenderProfile sender) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (sender.codeSystems().containsKey(upper)) {
      return Optional.of(sender.codeSystems().get(upper));
    }
    if (upper.matches("HL7\\d{4}")) {
      String table = upper.substring(3);
      return Optional.of(Hl7Tables.has(table, code) ? V2_TABLE + table : sender.codeSystem(upper));
    }
    if (name.matches("(?:https?://|urn:)\\S+")) {
      return Optional.of(name);
    }
    if (upper.matches("[0-2](\\.\\d+)+")) {
      return Optional.of("urn:oid:" + name);
    }
    return Optional.ofNullable(SYSTEMS.get(upper));
  }
}

package org.rapport.server.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.rapport.terminology.Coded;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/** What our codes are called, by the code systems that ship ({@code designation}). */
@Component
public class CodeNames {
  private final Map<String, Map<String, String>> names = new HashMap<>();

  CodeNames() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    for (Resource file :
        new PathMatchingResourcePatternResolver()
            .getResources("classpath*:rapport-terminology/CodeSystem-*.json")) {
      JsonNode system = mapper.readTree(file.getURL());
      add(system.path("url").asText(), system.path("concept"));
    }
  }

  private void add(String system, JsonNode concepts) {
    for (JsonNode concept : concepts) {
      Map<String, String> said = new HashMap<>();
      said.put("en", concept.path("display").asText());
      concept
          .path("designation")
          .forEach(one -> said.put(one.path("language").asText(), one.path("value").asText()));
      names.put(system + "|" + concept.path("code").asText(), said);
      add(system, concept.path("concept"));
    }
  }

  /** One of ours as FHIR has it. */
  public static CodeableConcept concept(Coded code) {
    return new CodeableConcept(new Coding(code.system(), code.code(), code.display()));
  }

  /** The name of one of ours. */
  public String of(Coded code, String language) {
    return of(code.system(), code.code(), code.display(), language);
  }

  /**
   * The name of a code; what comes with it, else the code, where it is not one of ours.
   *
   * @param display may be null
   */
  public String of(String system, String code, String display, String language) {
    Map<String, String> said = names.get(system + "|" + code);
    if (said == null) {
      return display == null ? code == null ? "" : code : display;
    }
    return said.getOrDefault(language, said.get("en"));
  }

  /** The name of a concept by its first coding, else its text; null: nothing. */
  public String of(CodeableConcept concept, String language) {
    if (concept == null || concept.isEmpty()) {
      return "";
    }
    if (!concept.hasCoding()) {
      return concept.getText();
    }
    Coding coding = concept.getCodingFirstRep();
    String text = concept.getText();
    return of(
        coding.getSystem(),
        coding.getCode(),
        coding.hasDisplay() ? coding.getDisplay() : text,
        language);
  }
}

package org.rapport.server.sensitivity;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptReferenceComponent;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;
import org.springframework.stereotype.Component;

/**
 * The services of {@code ValueSet/sensitive-services}, expanded once from the shipped file, which
 * lists every code: no terminology server is asked. Immutable.
 */
@Component
public class SensitiveServices {
  /** The displays of those of its codes that are about the mind. */
  private static final Pattern MIND =
      Pattern.compile(
          "mental|psych|psiq|psic|depress|dépress|depres|grief|bereave|crisis|eating disorder|trauma",
          Pattern.CASE_INSENSITIVE);

  private final SensitiveWords words;
  private final Map<String, Sensitivity> codes = new HashMap<>();

  SensitiveServices(SensitiveWords words) {
    this.words = words;
    read("sensitive-services")
        .forEach(
            (code, display) ->
                codes.put(
                    code,
                    MIND.matcher(display).find()
                        ? Sensitivity.MENTAL_HEALTH
                        : Sensitivity.SENSITIVE));
    read("mental-health-services")
        .keySet()
        .forEach(code -> codes.put(code, Sensitivity.MENTAL_HEALTH));
  }

  /** The displays of a shipped value set's codes. */
  static Map<String, String> read(String name) {
    String file = "/rapport-terminology/ValueSet-" + name + ".json";
    ValueSet services;
    try (InputStream in = SensitiveServices.class.getResourceAsStream(file)) {
      services = FhirContext.forR4Cached().newJsonParser().parseResource(ValueSet.class, in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> displays = new HashMap<>();
    for (ConceptSetComponent include : services.getCompose().getInclude()) {
      for (ConceptReferenceComponent concept : include.getConcept()) {
        displays.put(
            include.getSystem() + "|" + concept.getCode(),
            concept.hasDisplay() ? concept.getDisplay() : "");
      }
    }
    return displays;
  }

  /** The strictest of some services; one without a code that is known counts by its words. */
  public Sensitivity of(List<CodeableConcept> services) {
    Sensitivity highest = Sensitivity.NONE;
    for (CodeableConcept service : services) {
      for (Coding coding : service.getCoding()) {
        highest =
            highest
                .or(
                    codes.getOrDefault(
                        coding.getSystem() + "|" + coding.getCode(), Sensitivity.NONE))
                .or(byWords(coding.getDisplay()));
      }
      highest = highest.or(byWords(service.getText()));
    }
    return highest;
  }

  private Sensitivity byWords(String text) {
    if (words.language(text).isEmpty()) {
      return Sensitivity.NONE;
    }
    return MIND.matcher(text).find() ? Sensitivity.MENTAL_HEALTH : Sensitivity.SENSITIVE;
  }
}

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
import org.springframework.stereotype.Component;

/**
 * The services of {@code ValueSet/sensitive-services}, expanded once from the shipped file, which
 * lists every code: no terminology server is asked. Immutable.
 */
@Component
public class SensitiveServices {
  private static final String FILE = "/rapport-terminology/ValueSet-sensitive-services.json";

  /** The displays of those of its codes that are about the mind. */
  private static final Pattern MIND =
      Pattern.compile(
          "mental|psych|psiq|psic|depress|dépress|depres|grief|bereave|crisis|eating disorder|trauma",
          Pattern.CASE_INSENSITIVE);

  private final SensitiveWords words;
  private final Map<String, Sensitivity> codes = new HashMap<>();

  SensitiveServices(SensitiveWords words) {
    this.words = words;
    ValueSet services;
    try (InputStream in = SensitiveServices.class.getResourceAsStream(FILE)) {
      services = FhirContext.forR4Cached().newJsonParser().parseResource(ValueSet.class, in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    services
        .getCompose()
        .getInclude()
        .forEach(
            include ->
                include
                    .getConcept()
                    .forEach(
                        concept ->
                            codes.put(
                                include.getSystem() + "|" + concept.getCode(),
                                MIND.matcher(concept.getDisplay()).find()
                                    ? Sensitivity.MENTAL_HEALTH
                                    : Sensitivity.SENSITIVE)));
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

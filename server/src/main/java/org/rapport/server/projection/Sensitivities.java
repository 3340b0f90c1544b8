package org.rapport.server.projection;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ValueSet;
import org.rapport.terminology.SensitivityLabels;
import org.springframework.stereotype.Component;

/**
 * How sensitive a resource is, by its security labels and by the shipped value sets of services
 * whose mere name tells too much. Thread-safe.
 */
@Component
class Sensitivities {
  /** Mental health: e-mails name crisis lines. */
  static final String MENTAL_HEALTH = "mental-health";

  /** Anything else of which messages say nothing. */
  static final String SENSITIVE = "sensitive";

  private final Set<String> sensitive;
  private final Set<String> mentalHealth;

  Sensitivities(FhirContext context) {
    this.sensitive = codes(context, "sensitive-services");
    this.mentalHealth = codes(context, "mental-health-services");
  }

  /**
   * The sensitivity of a resource; null for none.
   *
   * @param services what it says that it is about
   */
  String of(Resource resource, Collection<CodeableConcept> services) {
    List<Coding> labels = resource.getMeta().getSecurity();
    List<Coding> codes =
        services.stream().flatMap(service -> service.getCoding().stream()).toList();
    if (labels.stream().anyMatch(l -> SensitivityLabels.isMentalHealth(l.getSystem(), l.getCode()))
        || codes.stream().anyMatch(code -> mentalHealth.contains(key(code)))) {
      return MENTAL_HEALTH;
    }
    return labels.stream().anyMatch(l -> SensitivityLabels.isSensitive(l.getSystem(), l.getCode()))
            || codes.stream().anyMatch(code -> sensitive.contains(key(code)))
        ? SENSITIVE
        : null;
  }

  private static String key(Coding code) {
    return code.getSystem() + "|" + code.getCode();
  }

  private static Set<String> codes(FhirContext context, String id) {
    String file = "/rapport-terminology/ValueSet-" + id + ".json";
    try (InputStream in = Sensitivities.class.getResourceAsStream(file)) {
      ValueSet values =
          context
              .newJsonParser()
              .parseResource(ValueSet.class, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      Set<String> codes = new HashSet<>();
      values
          .getCompose()
          .getInclude()
          .forEach(
              include ->
                  include
                      .getConcept()
                      .forEach(
                          concept -> codes.add(include.getSystem() + "|" + concept.getCode())));
      return Set.copyOf(codes);
    } catch (IOException e) {
      throw new UncheckedIOException("The shipped value set " + id + " cannot be read", e);
    }
  }
}

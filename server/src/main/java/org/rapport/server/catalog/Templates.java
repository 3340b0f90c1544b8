package org.rapport.server.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Extension;
import org.rapport.profiles.Extensions;
import org.rapport.server.journey.Offset;
import org.rapport.terminology.OutreachPurpose;

/** Reads ActivityDefinitions: texts of messages, and what Tasks ask for. */
public final class Templates {
  private Templates() {}

  /** The texts of a message. */
  public static Template message(ActivityDefinition definition) {
    List<Template.Variant> variants = new ArrayList<>();
    for (Extension variant : definition.getExtensionsByUrl(Extensions.MESSAGE_VARIANT)) {
      variants.add(
          new Template.Variant(
              part(variant, Extensions.MessageVariant.LANGUAGE),
              part(variant, Extensions.MessageVariant.CHANNEL),
              part(variant, Extensions.MessageVariant.SUBJECT),
              part(variant, Extensions.MessageVariant.BODY)));
    }
    String purpose =
        definition.getCode().getCoding().stream()
            .filter(coding -> OutreachPurpose.SYSTEM.equals(coding.getSystem()))
            .map(coding -> coding.getCode())
            .findFirst()
            .orElse(null);
    return new Template(
        canonical(definition),
        purpose,
        List.copyOf(variants),
        marked(definition, Extensions.UNCOUNTED),
        marked(definition, Extensions.REMUNERATED));
  }

  private static boolean marked(ActivityDefinition definition, String url) {
    Extension mark = definition.getExtensionByUrl(url);
    return mark != null && "true".equals(mark.getValue().primitiveValue());
  }

  /** What a Task asks for: its deadline is the timing's duration. */
  static TaskTemplate task(ActivityDefinition definition) {
    Optional<Offset> deadline = Optional.empty();
    if (definition.getTiming() instanceof Duration duration && duration.hasValue()) {
      deadline =
          Optional.of(
              Offset.of(
                  duration.getValue(),
                  duration.hasCode() ? duration.getCode() : duration.getUnit()));
    }
    String role =
        definition.getParticipant().stream()
            .map(participant -> participant.getRole())
            .filter(concept -> concept.hasCoding() || concept.hasText())
            .map(concept -> concept.hasText() ? concept.getText() : display(concept))
            .findFirst()
            .orElse(null);
    return new TaskTemplate(
        canonical(definition),
        definition.getCode(),
        definition.hasDescription() ? definition.getDescription() : definition.getTitle(),
        definition.hasPriority() ? definition.getPriority().toCode() : null,
        deadline,
        role);
  }

  private static String display(CodeableConcept concept) {
    Coding coding = concept.getCodingFirstRep();
    return coding.hasDisplay() ? coding.getDisplay() : coding.getCode();
  }

  private static String canonical(ActivityDefinition definition) {
    return definition.hasVersion()
        ? definition.getUrl() + "|" + definition.getVersion()
        : definition.getUrl();
  }

  private static String part(Extension variant, String name) {
    Extension part = variant.getExtensionByUrl(name);
    return part == null ? null : part.getValue().primitiveValue();
  }
}

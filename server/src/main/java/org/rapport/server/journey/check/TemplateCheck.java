package org.rapport.server.journey.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.ActivityDefinition.ActivityDefinitionKind;
import org.hl7.fhir.r4.model.Extension;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Extensions.MessageVariant;
import org.rapport.server.journey.Placeholder;
import org.rapport.server.journey.Placeholders;
import org.rapport.terminology.OutreachPurpose;

/** What has to be right about a template by itself. */
public final class TemplateCheck {
  // CANCEL and END are words of the law for "stop": a patient who answers a prompt with them would
  // be opted out (policy R03).
  private static final Pattern PROMPT =
      Pattern.compile(
          "\\b(reply|text|send|answer|respond|r[ée]pondez|envoyez|textez|responda|env[íi]e|conteste)"
              + "\\b[^.!?\\n]{0,60}?\\b(CANCEL|END)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private TemplateCheck() {}

  /** The issues of a template that is to be in force; expressions begin at ActivityDefinition. */
  public static List<Issue> check(ActivityDefinition template) {
    List<Issue> issues = new ArrayList<>();
    if (!template.hasUrl()) {
      issues.add(new Issue("ActivityDefinition.url", "A template in force needs a URL"));
    }
    if (template.getKind() == ActivityDefinitionKind.TASK) {
      if (!template.hasCode()) {
        issues.add(new Issue("ActivityDefinition.code", "A Task needs a code"));
      }
      return issues;
    }
    if (template.getKind() != ActivityDefinitionKind.COMMUNICATIONREQUEST) {
      issues.add(
          new Issue("ActivityDefinition.kind", "A step is a CommunicationRequest or a Task"));
    }
    if (purpose(template) == null) {
      issues.add(
          new Issue(
              "ActivityDefinition.code",
              "A template declares its purpose, a code of " + OutreachPurpose.SYSTEM));
    }
    List<Extension> extensions = template.getExtension();
    for (int i = 0; i < extensions.size(); i++) {
      if (extensions.get(i).getUrl().equals(Extensions.MESSAGE_VARIANT)
          && PROMPT.matcher(text(extensions.get(i))).find()) {
        issues.add(
            new Issue(
                "ActivityDefinition.extension[" + i + "]",
                "A text must not ask for CANCEL or END as an answer: they opt the patient out."
                    + " Use C and R"));
      }
    }
    return issues;
  }

  /** The declared purpose's code; null without one of ours. */
  static String purpose(ActivityDefinition template) {
    return template.getCode().getCoding().stream()
        .filter(coding -> OutreachPurpose.SYSTEM.equals(coding.getSystem()))
        .map(coding -> coding.getCode())
        .filter(code -> OutreachPurpose.fromCode(code).isPresent())
        .findFirst()
        .orElse(null);
  }

  /**
   * Whether its texts say nothing about the service.
   *
   * @param words words that tell it, in any case
   */
  static boolean isGeneric(ActivityDefinition template, Set<String> words) {
    for (Extension variant : template.getExtensionsByUrl(Extensions.MESSAGE_VARIANT)) {
      String text = text(variant);
      if (!Placeholders.all(text, Placeholder::generic)) {
        return false;
      }
      String lower = text.toLowerCase(Locale.ROOT);
      if (words.stream().anyMatch(word -> lower.contains(word.toLowerCase(Locale.ROOT)))) {
        return false;
      }
    }
    return true;
  }

  private static String text(Extension variant) {
    return part(variant, MessageVariant.SUBJECT) + "\n" + part(variant, MessageVariant.BODY);
  }

  private static String part(Extension variant, String name) {
    Extension part = variant.getExtensionByUrl(name);
    return part == null || part.getValue() == null ? "" : part.getValue().primitiveValue();
  }
}

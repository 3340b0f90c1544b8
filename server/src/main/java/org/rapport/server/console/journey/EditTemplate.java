package org.rapport.server.console.journey;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.Desk;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The words of a draft, by language and channel. What the form does not show stays as it is, and so
 * do words that were not changed.
 */
@RestController
public class EditTemplate {
  private static final String TEMPLATE = "/console/templates/{id:" + Desk.ID + "}";

  /**
   * Words for one language and channel.
   *
   * @param subject of an e-mail; null: none
   */
  public record Variant(String language, String channel, String subject, String body) {
    static Variant of(Extension variant) {
      return new Variant(
          part(variant, Extensions.MessageVariant.LANGUAGE),
          part(variant, Extensions.MessageVariant.CHANNEL),
          part(variant, Extensions.MessageVariant.SUBJECT),
          part(variant, Extensions.MessageVariant.BODY));
    }
  }

  /** All words of a template, in its order. */
  static List<Variant> variants(ActivityDefinition template) {
    return template.getExtensionsByUrl(Extensions.MESSAGE_VARIANT).stream()
        .map(Variant::of)
        .toList();
  }

  private static String part(Extension variant, String name) {
    Extension part = variant.getExtensionByUrl(name);
    return part == null || part.getValue() == null ? null : part.getValue().primitiveValue();
  }

  @PostMapping(TEMPLATE + "/words")
  ResponseEntity<String> save(@PathVariable("id") String id, Desk desk) {
    ActivityDefinition template = desk.fhir().read(ActivityDefinition.class, id);
    List<Extension> variants = template.getExtensionsByUrl(Extensions.MESSAGE_VARIANT);
    List<Extension> emptied = new ArrayList<>();
    for (int i = 0; i < variants.size(); i++) {
      String body = desk.asked("body-" + i);
      if (body == null) {
        emptied.add(variants.get(i));
      } else {
        set(variants.get(i), Extensions.MessageVariant.SUBJECT, desk.asked("subject-" + i));
        set(variants.get(i), Extensions.MessageVariant.BODY, body);
      }
    }
    template.getExtension().removeAll(emptied);
    if (desk.asked("body-new") != null) {
      Extension fresh = template.addExtension().setUrl(Extensions.MESSAGE_VARIANT);
      code(fresh, Extensions.MessageVariant.LANGUAGE, desk.asked("language-new", "en"));
      code(fresh, Extensions.MessageVariant.CHANNEL, desk.asked("channel-new", "sms"));
      set(fresh, Extensions.MessageVariant.SUBJECT, desk.asked("subject-new"));
      set(fresh, Extensions.MessageVariant.BODY, desk.asked("body-new"));
    }
    desk.fhir().put(template, desk.asked("_version"));
    return desk.done("template.done").on("/console/templates/" + id);
  }

  private static void code(Extension variant, String name, String value) {
    variant.addExtension(name, new CodeType(value));
  }

  // A form sends line ends as CRLF; the words have the ends that they had.
  private static void set(Extension variant, String name, String value) {
    Extension part = variant.getExtensionByUrl(name);
    if (value == null) {
      variant.getExtension().remove(part);
      return;
    }
    String text = value.replace("\r\n", "\n");
    if (part == null) {
      variant.addExtension(name, new StringType(text));
    } else if (!text.equals(part.getValue().primitiveValue().strip())) {
      part.setValue(new StringType(text));
    }
  }

  /** A draft of the next version, with the same words. */
  @PostMapping(TEMPLATE + "/draft")
  ResponseEntity<String> draft(@PathVariable("id") String id, Desk desk) {
    ActivityDefinition draft = desk.fhir().read(ActivityDefinition.class, id);
    // Nobody has looked at these words yet.
    draft.setApprovalDate(null);
    draft.setLastReviewDate(null);
    String fresh = Versions.draft(desk, draft);
    return desk.done("template.drafted").on("/console/templates/" + fresh);
  }

  /** In force, or out of it: the API holds it to its rules. */
  @PostMapping(TEMPLATE + "/status")
  ResponseEntity<String> status(@PathVariable("id") String id, Desk desk) {
    Versions.status(desk, desk.fhir().read(ActivityDefinition.class, id));
    return desk.on("/console/templates/" + id);
  }
}

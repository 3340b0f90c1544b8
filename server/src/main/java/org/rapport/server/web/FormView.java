package org.rapport.server.web;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemType;
import org.rapport.server.lead.AnswerForm;
import org.rapport.server.lead.Inquiry;
import org.rapport.server.lead.routing.Place;
import org.rapport.server.lead.routing.ServiceOffer;
import org.rapport.server.words.Translated;

/**
 * A Questionnaire as the page shows it: in one language, with what was answered and what is wrong.
 * Services and places to choose are those that there are.
 */
final class FormView {
  /** What need not be seen at first (Structured Data Capture). */
  private static final String COLLAPSIBLE =
      "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-collapsible";

  private static final int MOST_OPTIONS = 50;
  private static final int LONG = 500;
  private static final Map<String, String> AUTOCOMPLETE =
      Map.of(
          "given", "given-name",
          "family", "family-name",
          "phone", "tel",
          "email", "email",
          "postal-code", "postal-code");
  private static final Map<String, String> KINDS = Map.of("phone", "tel", "email", "email");

  private final String language;
  private final List<ServiceOffer> offers;
  private final Map<String, String> values;
  private final Map<String, String> errors;

  FormView(
      String language,
      List<ServiceOffer> offers,
      Map<String, String> values,
      Map<String, String> errors) {
    this.language = language;
    this.offers = offers;
    this.values = values;
    this.errors = errors;
  }

  /** Whether anybody can send it without a link: it asks how to reach them. */
  static boolean isPublic(Questionnaire form) {
    Set<String> asked = new HashSet<>();
    form.getItem().forEach(item -> linkIds(item, asked));
    return asked.contains("phone") || asked.contains("email");
  }

  private static void linkIds(QuestionnaireItemComponent item, Set<String> into) {
    into.add(item.getLinkId());
    item.getItem().forEach(child -> linkIds(child, into));
  }

  static String title(Questionnaire form, String language) {
    return Translated.in(language, form.getTitleElement());
  }

  /** The groups with their questions; what stands outside of a group is one of its own. */
  List<Views.Group> groups(Questionnaire form) {
    List<Views.Group> groups = new ArrayList<>();
    List<Views.Item> loose = new ArrayList<>();
    for (QuestionnaireItemComponent item : form.getItem()) {
      if (item.getType() == QuestionnaireItemType.GROUP) {
        List<Views.Item> items = new ArrayList<>();
        item.getItem().forEach(child -> items.add(item(child)));
        boolean closed = closed(item);
        groups.add(
            group(
                item.getItem(),
                text(item),
                items,
                closed,
                closed
                    && item.getItem().stream()
                        .map(QuestionnaireItemComponent::getLinkId)
                        .anyMatch(id -> values.containsKey(id) || errors.containsKey(id))));
      } else {
        loose.add(item(item));
      }
    }
    if (!loose.isEmpty()) {
      groups.add(group(form.getItem(), title(form, language), loose, false, false));
    }
    return groups;
  }

  // Beside boxes of permission stands what there is to know of the channels (R22).
  private Views.Group group(
      List<QuestionnaireItemComponent> questions,
      String legend,
      List<Views.Item> items,
      boolean closed,
      boolean open) {
    boolean permits = questions.stream().anyMatch(FormView::permission);
    return new Views.Group(legend, items, closed, open, permits ? Views.Notice.in(language) : null);
  }

  private static boolean permission(QuestionnaireItemComponent question) {
    return question.getType() == QuestionnaireItemType.BOOLEAN
        && Inquiry.PERMISSIONS.contains(question.getLinkId());
  }

  private static boolean closed(QuestionnaireItemComponent group) {
    Extension collapsible = group.getExtensionByUrl(COLLAPSIBLE);
    return collapsible != null
        && collapsible.getValue() != null
        && "default-closed".equals(collapsible.getValue().primitiveValue());
  }

  private Views.Item item(QuestionnaireItemComponent question) {
    String name = question.getLinkId();
    List<Views.Option> options = options(question);
    return new Views.Item(
        kind(question, options),
        name,
        text(question),
        values.getOrDefault(name, ""),
        errors.get(name),
        question.hasMaxLength() ? question.getMaxLength() : LONG,
        KINDS.getOrDefault(name, "text"),
        AUTOCOMPLETE.get(name),
        options,
        "true".equals(values.get(name)),
        permission(question));
  }

  private static Views.Kind kind(QuestionnaireItemComponent question, List<Views.Option> options) {
    if (question.getType() == QuestionnaireItemType.BOOLEAN) {
      return Views.Kind.CHECK;
    }
    if (!options.isEmpty()) {
      return Views.Kind.SELECT;
    }
    return question.getType() == QuestionnaireItemType.TEXT ? Views.Kind.AREA : Views.Kind.TEXT;
  }

  private List<Views.Option> options(QuestionnaireItemComponent question) {
    Map<String, String> labels = new LinkedHashMap<>();
    AnswerForm.choices(question)
        .forEach(value -> labels.put(String.valueOf(value), String.valueOf(value)));
    question.getAnswerOption().stream()
        .map(option -> option.getValue())
        .filter(Coding.class::isInstance)
        .map(Coding.class::cast)
        .forEach(
            coding ->
                labels.put(coding.getCode(), Translated.in(language, coding.getDisplayElement())));
    if ("service".equals(question.getLinkId())) {
      Map<String, String> sorted = new TreeMap<>();
      offers.forEach(
          offer -> sorted.put(offer.name(), offer.code() == null ? offer.id() : offer.code()));
      sorted.forEach((label, code) -> labels.putIfAbsent(code, label));
    } else if ("location".equals(question.getLinkId())) {
      for (ServiceOffer offer : offers) {
        for (Place place : offer.places()) {
          if (place.name() != null) {
            labels.putIfAbsent(place.id(), place.name());
          }
        }
      }
    }
    if (labels.size() > MOST_OPTIONS) {
      return List.of();
    }
    String chosen = values.get(question.getLinkId());
    return labels.entrySet().stream()
        .map(one -> new Views.Option(one.getKey(), one.getValue(), one.getKey().equals(chosen)))
        .toList();
  }

  private String text(QuestionnaireItemComponent item) {
    return Translated.in(language, item.getTextElement());
  }
}

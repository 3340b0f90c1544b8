package org.rapport.server.lead;

import ca.uhn.fhir.parser.DataFormatException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.rapport.profiles.Canonicals;
import org.rapport.server.words.Translated;

/** What forms ask and what was answered: Questionnaire and QuestionnaireResponse. */
public final class LeadAnswers {
  private LeadAnswers() {}

  /** Its canonical URL with its version. */
  public static String canonical(Questionnaire form) {
    String url =
        form.hasUrl()
            ? form.getUrl()
            : Canonicals.BASE + "/Questionnaire/" + form.getIdElement().getIdPart();
    return form.hasVersion() ? url + "|" + form.getVersion() : url;
  }

  /**
   * What was answered, in the shape of the form. Answers to questions that it does not ask are left
   * out.
   */
  public static QuestionnaireResponse response(
      Questionnaire form,
      String id,
      String patient,
      Map<String, String> answers,
      boolean finished,
      Instant now) {
    QuestionnaireResponse response = new QuestionnaireResponse();
    response.setId(id);
    response.setQuestionnaire(canonical(form));
    response.setStatus(
        finished ? QuestionnaireResponseStatus.COMPLETED : QuestionnaireResponseStatus.INPROGRESS);
    response.setSubject(new Reference("Patient/" + patient));
    response.setSource(new Reference("Patient/" + patient));
    response.setAuthored(Date.from(now));
    form.getItem().forEach(item -> add(item, answers, response.getItem()));
    return response;
  }

  private static void add(
      QuestionnaireItemComponent question,
      Map<String, String> answers,
      List<QuestionnaireResponseItemComponent> into) {
    QuestionnaireResponseItemComponent item =
        new QuestionnaireResponseItemComponent(new StringType(question.getLinkId()));
    String answer = answers.get(question.getLinkId());
    if (answer != null) {
      Type value = value(question, answer);
      if (value != null) {
        item.addAnswer().setValue(value);
      }
    }
    question.getItem().forEach(child -> add(child, answers, item.getItem()));
    if (item.hasAnswer() || item.hasItem()) {
      into.add(item);
    }
  }

  private static Type value(QuestionnaireItemComponent question, String answer) {
    try {
      return switch (question.getType()) {
        case BOOLEAN -> new BooleanType(answer);
        case INTEGER -> new IntegerType(answer);
        case DECIMAL -> new DecimalType(answer);
        case DATE -> new DateType(answer);
        case CHOICE, OPENCHOICE ->
            question.getAnswerOption().stream()
                .map(option -> option.getValue())
                .filter(Coding.class::isInstance)
                .map(Coding.class::cast)
                .filter(coding -> answer.equals(coding.getCode()))
                .findFirst()
                .map(
                    coding ->
                        (Type)
                            new Coding(coding.getSystem(), coding.getCode(), coding.getDisplay()))
                .orElseGet(() -> new Coding(null, answer, null));
        default -> new StringType(answer);
      };
    } catch (IllegalArgumentException | DataFormatException e) {
      return null;
    }
  }

  /**
   * The words of a question in a language, else as they stand; its linkId where it is not asked.
   */
  static String words(Questionnaire form, String linkId, String language) {
    for (QuestionnaireItemComponent item : form.getItem()) {
      String words = words(item, linkId, language);
      if (words != null) {
        return words;
      }
    }
    return linkId;
  }

  private static String words(QuestionnaireItemComponent item, String linkId, String language) {
    if (linkId.equals(item.getLinkId())) {
      return Translated.in(language, item.getTextElement());
    }
    for (QuestionnaireItemComponent child : item.getItem()) {
      String words = words(child, linkId, language);
      if (words != null) {
        return words;
      }
    }
    return null;
  }

  /** Answers by linkId, of every depth; of several answers the first. */
  public static Map<String, String> flat(QuestionnaireResponse response) {
    Map<String, String> answers = new LinkedHashMap<>();
    response.getItem().forEach(item -> flat(item, answers));
    return answers;
  }

  private static void flat(QuestionnaireResponseItemComponent item, Map<String, String> answers) {
    if (item.hasAnswer() && item.getAnswerFirstRep().hasValue()) {
      Type value = item.getAnswerFirstRep().getValue();
      String text = value instanceof Coding coding ? coding.getCode() : value.primitiveValue();
      if (text != null) {
        answers.put(item.getLinkId(), text);
      }
    }
    item.getItem().forEach(child -> flat(child, answers));
    item.getAnswer().forEach(answer -> answer.getItem().forEach(child -> flat(child, answers)));
  }
}

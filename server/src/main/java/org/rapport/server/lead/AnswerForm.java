package org.rapport.server.lead;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.rapport.server.lead.CaptureInquiry.Draft;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes the answers of a known patient to a form that was sent to them, such as the question how a
 * visit was. The same answers again change nothing.
 */
@Component
public class AnswerForm {
  private static final String MIN = "http://hl7.org/fhir/StructureDefinition/minValue";
  private static final String MAX = "http://hl7.org/fhir/StructureDefinition/maxValue";
  private static final int LONGEST = 4000;

  private final PatientLocks locks;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final Clock clock;

  AnswerForm(
      PatientLocks locks, ResourceWriter writer, TransactionTemplate transaction, Clock clock) {
    this.locks = locks;
    this.writer = writer;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Stores them.
   *
   * @throws InvalidInquiryException naming every answer that is missing or does not fit
   */
  public void answer(Questionnaire form, Draft draft, Map<String, String> fields) {
    List<FieldError> errors = new ArrayList<>();
    Map<String, String> answers = new LinkedHashMap<>();
    form.getItem().forEach(item -> read(item, fields, answers, errors));
    if (!errors.isEmpty()) {
      throw new InvalidInquiryException(errors);
    }
    transaction.executeWithoutResult(
        status -> {
          locks.lock(List.of(draft.patient()));
          Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
          put(
              bundle,
              LeadAnswers.response(
                  form, draft.answers(), draft.patient(), answers, true, clock.instant()));
          writer.write(bundle);
        });
  }

  private static void read(
      QuestionnaireItemComponent item,
      Map<String, String> fields,
      Map<String, String> answers,
      List<FieldError> errors) {
    String name = item.getLinkId();
    String text = fields.getOrDefault(name, "").strip();
    if (!text.isEmpty()) {
      int longest = item.hasMaxLength() ? item.getMaxLength() : LONGEST;
      String wrong = text.length() > longest ? null : wrong(item, text);
      if (text.length() > longest) {
        errors.add(FieldError.tooLong(name, longest));
      } else if (wrong == null) {
        answers.put(name, text.replaceAll("[\\p{Cc}&&[^\\n\\t]]", " "));
      } else {
        errors.add(new FieldError(name, wrong));
      }
    } else if (item.getRequired()) {
      errors.add(new FieldError(name, "should be given"));
    }
    item.getItem().forEach(child -> read(child, fields, answers, errors));
  }

  private static String wrong(QuestionnaireItemComponent item, String text) {
    return switch (item.getType()) {
      case BOOLEAN -> List.of("true", "false").contains(text) ? null : "should be true or false";
      case INTEGER -> number(item, text);
      case CHOICE ->
          item.getAnswerOption().stream()
                  .anyMatch(
                      option ->
                          option.getValue() instanceof Coding coding
                              && text.equals(coding.getCode()))
              ? null
              : "should be one of the answers";
      default -> null;
    };
  }

  private static String number(QuestionnaireItemComponent item, String text) {
    if (!text.matches("-?\\d{1,9}")) {
      return "should be a number";
    }
    int value = Integer.parseInt(text);
    int least = bound(item, MIN, Integer.MIN_VALUE);
    int most = bound(item, MAX, Integer.MAX_VALUE);
    return value >= least && value <= most
        ? null
        : "should be a number from " + least + " to " + most;
  }

  private static int bound(QuestionnaireItemComponent item, String url, int otherwise) {
    return item.getExtensionByUrl(url) != null
            && item.getExtensionByUrl(url).getValue() instanceof IntegerType bound
        ? bound.getValue()
        : otherwise;
  }

  /** The numbers to choose from, where a question names both ends and there are few; else none. */
  public static List<Integer> choices(QuestionnaireItemComponent item) {
    int least = bound(item, MIN, 0);
    int most = bound(item, MAX, -1);
    List<Integer> choices = new ArrayList<>();
    for (int value = least; value <= most && choices.size() < 11; value++) {
      choices.add(value);
    }
    return choices.size() > 10 ? List.of() : choices;
  }
}

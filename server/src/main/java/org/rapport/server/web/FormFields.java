package org.rapport.server.web;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.rapport.server.door.JsonBounds;
import org.rapport.server.door.RefusedException;
import org.rapport.server.door.XmlBounds;
import org.rapport.server.lead.FieldError;
import org.rapport.server.lead.InvalidInquiryException;
import org.rapport.server.lead.LeadAnswers;

/** The fields of a JSON document, or the answers of a QuestionnaireResponse, as text by name. */
final class FormFields {
  private FormFields() {}

  /**
   * Reads a body.
   *
   * @throws InvalidInquiryException where it is no such document
   */
  static Map<String, String> json(FhirContext context, String body) {
    JsonNode tree;
    try {
      tree = JsonBounds.read(body);
    } catch (RefusedException e) {
      throw unreadable(e.element(), "should be a JSON document: " + e.getMessage());
    }
    if (!tree.isObject()) {
      throw unreadable("", "should be a JSON object");
    }
    if (tree.has("resourceType")) {
      return response(context, body, true);
    }
    Map<String, String> fields = new LinkedHashMap<>();
    tree.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isContainerNode()) {
                throw unreadable(field.getKey(), "should be a text, a number, true or false");
              }
              if (!value.isNull()) {
                fields.put(field.getKey(), value.asText());
              }
            });
    return fields;
  }

  static Map<String, String> response(FhirContext context, String body, boolean json) {
    try {
      if (!json) {
        XmlBounds.check(body);
      }
      IBaseResource resource =
          (json ? context.newJsonParser() : context.newXmlParser()).parseResource(body);
      if (resource instanceof QuestionnaireResponse answers) {
        return fields(answers);
      }
    } catch (DataFormatException | RefusedException e) {
      throw unreadable("", "should be a QuestionnaireResponse");
    }
    throw unreadable("resourceType", "should be QuestionnaireResponse");
  }

  // What is in progress is no submission: it is kept, as a form that somebody saves.
  private static Map<String, String> fields(QuestionnaireResponse answers) {
    Map<String, String> fields = LeadAnswers.flat(answers);
    QuestionnaireResponseStatus status = answers.getStatus();
    if (status == QuestionnaireResponseStatus.INPROGRESS) {
      fields.put("resume", "true");
    } else if (status == QuestionnaireResponseStatus.STOPPED
        || status == QuestionnaireResponseStatus.ENTEREDINERROR) {
      throw unreadable("status", "should be completed, or in-progress to keep it");
    }
    return fields;
  }

  private static InvalidInquiryException unreadable(String field, String message) {
    return new InvalidInquiryException(List.of(new FieldError(field, message)));
  }
}

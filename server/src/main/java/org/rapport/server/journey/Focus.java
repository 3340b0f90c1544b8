package org.rapport.server.journey;

import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.rapport.terminology.Ref;

/**
 * What a journey is about: a visit, an inquiry, a form, a call, or the patient.
 *
 * @param type the resource type
 * @param id its logical id
 * @param status its status, or {@code deleted}
 * @param kinds codes that say what it is: Task.code, businessStatus and statusReason,
 *     Communication.category; of a patient the Groups that journeys are for and that the patient is
 *     a member of
 * @param start when it begins or happened; null while no time is set
 * @param end when it ends or is due; may be null
 */
public record Focus(
    String type, String id, String status, Set<String> kinds, Instant start, Instant end) {
  /** The status of what does not exist any more. */
  public static final String DELETED = "deleted";

  /** The kind of a Task that asks to fill in a form: its focus is a Questionnaire. */
  public static final String QUESTIONNAIRE = "questionnaire";

  /** A visit. */
  public static Focus visit(String id, String status, Instant start, Instant end) {
    return new Focus("Appointment", id, status, Set.of(), start, end);
  }

  /** A resource that is gone. */
  public static Focus gone(String type, String id) {
    return new Focus(type, id, DELETED, Set.of(), null, null);
  }

  /** Reads what the planner needs of a resource. */
  public static Focus of(Resource resource) {
    String id = resource.getIdElement().getIdPart();
    if (resource instanceof Appointment visit) {
      return visit(
          id,
          visit.hasStatus() ? visit.getStatus().toCode() : "proposed",
          instant(visit.getStart()),
          instant(visit.getEnd()));
    }
    if (resource instanceof Task task) {
      return new Focus(
          "Task",
          id,
          task.hasStatus() ? task.getStatus().toCode() : "unknown",
          kinds(task),
          instant(task.getAuthoredOn()),
          instant(task.getRestriction().getPeriod().getEnd()));
    }
    if (resource instanceof Communication communication) {
      return new Focus(
          "Communication",
          id,
          communication.hasStatus() ? communication.getStatus().toCode() : "unknown",
          codes(communication.getCategory()),
          instant(
              communication.hasReceived() ? communication.getReceived() : communication.getSent()),
          null);
    }
    if (resource instanceof QuestionnaireResponse answers) {
      return new Focus(
          "QuestionnaireResponse",
          id,
          answers.hasStatus() ? answers.getStatus().toCode() : "unknown",
          answers.hasQuestionnaire() ? Set.of(answers.getQuestionnaire()) : Set.of(),
          instant(answers.getAuthored()),
          null);
    }
    if (resource instanceof Patient) {
      return new Focus("Patient", id, "active", Set.of(), null, null);
    }
    return new Focus(resource.fhirType(), id, status(resource), Set.of(), null, null);
  }

  /** A relative reference to it. */
  public String reference() {
    return ref().toString();
  }

  /** The same, as a value. */
  public Ref ref() {
    return new Ref(type, id);
  }

  /** Whether it is a visit. */
  public boolean isVisit() {
    return "Appointment".equals(type);
  }

  /** Whether a Task asks to fill in a form. */
  public static boolean asksForAnswers(Task task) {
    return QUESTIONNAIRE.equalsIgnoreCase(task.getFocus().getType())
        || QUESTIONNAIRE.equalsIgnoreCase(task.getFocus().getReferenceElement().getResourceType());
  }

  private static Set<String> kinds(Task task) {
    Set<String> kinds =
        codes(List.of(task.getCode(), task.getBusinessStatus(), task.getStatusReason()));
    if (asksForAnswers(task)) {
      kinds.add(QUESTIONNAIRE);
    }
    return kinds;
  }

  private static String status(Resource resource) {
    Property property = resource.getNamedProperty("status");
    List<? extends Base> values = property == null ? List.<Base>of() : property.getValues();
    return values.isEmpty() ? "active" : values.get(0).primitiveValue();
  }

  private static Set<String> codes(List<CodeableConcept> concepts) {
    Set<String> codes = new LinkedHashSet<>();
    for (CodeableConcept concept : concepts) {
      for (Coding coding : concept.getCoding()) {
        if (coding.hasCode()) {
          codes.add(coding.getCode());
        }
      }
    }
    return codes;
  }

  private static Instant instant(Date date) {
    return date == null ? null : date.toInstant();
  }
}

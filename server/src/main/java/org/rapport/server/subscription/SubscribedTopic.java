package org.rapport.server.subscription;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.rapport.profiles.Canonicals;
import org.rapport.terminology.TaskCode;

/**
 * What can be subscribed to (contract 5): changes of one type of resource, and the filters that
 * there are for each. A filter holds of the resource as the change has left it.
 */
enum SubscribedTopic {
  APPOINTMENT("appointment-change", "Appointment", "patient status location practitioner"),
  LEAD("lead-change", "Task", "patient status owner priority business-status"),
  TASK("task-change", "Task", "patient status owner priority business-status code"),
  COMMUNICATION("communication-outcome", "Communication", "patient status medium category"),
  CONSENT("consent-change", "Consent", "patient status category");

  private static final String PREFIX = Canonicals.BASE + "/SubscriptionTopic/";

  private final String code;
  private final String type;
  private final Set<String> filters;

  SubscribedTopic(String code, String type, String filters) {
    this.code = code;
    this.type = type;
    this.filters = Set.of(filters.split(" "));
  }

  /** As tables and answers name it. */
  String code() {
    return code;
  }

  String canonical() {
    return PREFIX + code;
  }

  /** The type of what its events are about. */
  String type() {
    return type;
  }

  /** The names of its filters; {@code subject} is taken for {@code patient}. */
  Set<String> filters() {
    return filters;
  }

  /** By its canonical, without a version; empty where there is none. */
  static Optional<SubscribedTopic> of(String canonical) {
    return Arrays.stream(values()).filter(one -> one.canonical().equals(canonical)).findFirst();
  }

  /** By its code. */
  static SubscribedTopic coded(String code) {
    return of(PREFIX + code).orElseThrow();
  }

  /** What a write of this resource is about; nothing for most types. */
  static Set<SubscribedTopic> of(Resource resource) {
    if (resource instanceof Task task) {
      return task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.LEAD.code())
          ? EnumSet.of(TASK, LEAD)
          : EnumSet.of(TASK);
    } else if (resource instanceof Appointment) {
      return EnumSet.of(APPOINTMENT);
    } else if (resource instanceof Communication) {
      return EnumSet.of(COMMUNICATION);
    } else if (resource instanceof Consent) {
      return EnumSet.of(CONSENT);
    }
    return EnumSet.noneOf(SubscribedTopic.class);
  }

  /** What filters look at, by their names: references, and codes with and without a system. */
  static Map<String, List<String>> facts(Resource resource) {
    Facts facts = new Facts();
    if (resource instanceof Appointment visit) {
      facts.code("status", visit.getStatusElement().asStringValue());
      visit
          .getParticipant()
          .forEach(
              one -> {
                facts.reference("patient", one.getActor(), "Patient/");
                facts.reference("location", one.getActor(), "Location/");
                facts.reference("practitioner", one.getActor(), "Practitioner/");
              });
    } else if (resource instanceof Task task) {
      facts.code("status", task.getStatusElement().asStringValue());
      facts.code("priority", task.getPriorityElement().asStringValue());
      facts.reference("patient", task.getFor(), "Patient/");
      facts.reference("owner", task.getOwner(), "");
      facts.concept("code", task.getCode());
      facts.concept("business-status", task.getBusinessStatus());
    } else if (resource instanceof Communication message) {
      facts.code("status", message.getStatusElement().asStringValue());
      facts.reference("patient", message.getSubject(), "Patient/");
      message.getRecipient().forEach(one -> facts.reference("patient", one, "Patient/"));
      message.getMedium().forEach(one -> facts.concept("medium", one));
      message.getCategory().forEach(one -> facts.concept("category", one));
    } else if (resource instanceof Consent consent) {
      facts.code("status", consent.getStatusElement().asStringValue());
      facts.reference("patient", consent.getPatient(), "Patient/");
      consent.getCategory().forEach(one -> facts.concept("category", one));
    }
    return facts.all;
  }

  private static final class Facts {
    private final Map<String, List<String>> all = new HashMap<>();

    void code(String name, String code) {
      if (code != null) {
        all.computeIfAbsent(name, unseen -> new ArrayList<>()).add(code);
      }
    }

    void concept(String name, CodeableConcept concept) {
      for (Coding coding : concept.getCoding()) {
        code(name, coding.getCode());
        code(name, coding.getSystem() + "|" + coding.getCode());
      }
    }

    void reference(String name, Reference reference, String prefix) {
      String text = reference.getReference();
      if (text != null && text.startsWith(prefix)) {
        code(name, text.replaceFirst("/_history/.*", ""));
      }
    }
  }
}

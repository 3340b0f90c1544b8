package org.rapport.server.outreach.gate;

import static org.rapport.server.outreach.gate.Gate.HOUSE;
import static org.rapport.server.outreach.gate.Gate.ORDER;

import java.time.Duration;
import java.time.Instant;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.outreach.gate.Gate.Question;
import org.rapport.terminology.NotDoneReason;

/**
 * Is the message still wanted? The first rules of the gate (policy, "Order of the gate", 1). Pure.
 */
final class WantedRules {
  /** While a crisis waits for a person, what is planned waits; its end makes it due again. */
  private static final Duration LOOK_AGAIN = Duration.ofDays(1);

  private WantedRules() {}

  static void ask(Question question, Instant now, GateFile file) {
    planned(question, file);
    patient(question, file);
    visit(question, now, file);
    due(question, now, file);
    useful(question, now, file);
    crisis(question, now, file);
  }

  private static void planned(Question question, GateFile file) {
    if (CommunicationRequestStatus.ACTIVE.toCode().equals(question.status())) {
      file.pass("planned", "the request is active", ORDER);
    } else {
      file.withdrawn("planned", "the request is " + question.status(), ORDER);
    }
  }

  private static void patient(Question question, GateFile file) {
    if (question.patient() == PatientState.ACTIVE || question.required()) {
      file.pass("patient-active", "there is somebody to write to", ORDER);
    } else {
      file.refuse(
          "patient-active",
          NotDoneReason.PATIENT_INACTIVE,
          "the patient is inactive, deceased, merged away or deleted",
          ORDER);
    }
  }

  private static void visit(Question question, Instant now, GateFile file) {
    if (question.anchor() == null) {
      file.pass("appointment", "it was planned for no visit", ORDER);
      return;
    }
    String status = question.visitStatus() == null ? "deleted" : question.visitStatus();
    switch (status) {
      case "booked" -> {
        if (!question.anchor().equals(question.visitStart())) {
          file.refuse(
              "appointment",
              NotDoneReason.APPOINTMENT_CHANGED,
              "it was planned for another start",
              ORDER);
        } else if (!now.isBefore(question.visitStart())) {
          file.refuse(
              "appointment",
              NotDoneReason.WINDOW_PASSED,
              "nothing about a visit goes out once it has begun",
              "Rapport, docs/journeys/appointment-reminders.md#how-the-times-work");
        } else {
          file.pass("appointment", "the visit is booked, at the start it was planned for", ORDER);
        }
      }
      case "cancelled", "entered-in-error", "deleted" ->
          file.refuse(
              "appointment", NotDoneReason.APPOINTMENT_CANCELLED, "the visit is " + status, ORDER);
      default ->
          file.refuse(
              "appointment", NotDoneReason.CONDITION_NOT_MET, "the visit is " + status, ORDER);
    }
  }

  private static void due(Question question, Instant now, GateFile file) {
    if (now.isBefore(question.occurrence())) {
      file.defer("due", question.occurrence(), "it is not due yet", ORDER);
    } else {
      file.pass("due", "it is due since " + question.occurrence(), ORDER);
    }
  }

  private static void useful(Question question, Instant now, GateFile file) {
    if (question.useful(now)) {
      file.pass(
          "still-useful",
          question.usefulUntil() == null
              ? "it has no end"
              : "it is useful until " + question.usefulUntil(),
          HOUSE);
    } else {
      file.refuse(
          "still-useful",
          NotDoneReason.WINDOW_PASSED,
          "it was useful until " + question.usefulUntil(),
          HOUSE);
    }
  }

  private static void crisis(Question question, Instant now, GateFile file) {
    if (question.crisis() && !question.required()) {
      Instant again = now.plus(LOOK_AGAIN);
      file.defer(
          "crisis",
          question.useful(again) ? again : question.usefulUntil(),
          "a crisis waits for a person",
          HOUSE);
    } else {
      file.pass("crisis", "no crisis of the patient waits for a person", HOUSE);
    }
  }
}

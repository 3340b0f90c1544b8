package org.rapport.server.outreach.gate;

import static org.rapport.server.outreach.gate.Gate.HOUSE;
import static org.rapport.server.outreach.gate.Gate.ORDER;

import java.time.Duration;
import java.time.Instant;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
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
    CommunicationRequestStatus status = question.request().status();
    if (status == CommunicationRequestStatus.ACTIVE) {
      file.pass("planned", "the request is active", ORDER);
    } else {
      file.withdrawn("planned", "the request is " + status.toCode(), ORDER);
    }
  }

  private static void patient(Question question, GateFile file) {
    if (question.recipient().state() == PatientState.ACTIVE || question.required()) {
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
    Instant anchor = question.request().window().anchor();
    if (anchor == null) {
      file.pass("appointment", "it was planned for no visit", ORDER);
      return;
    }
    Instant start = question.visit().start();
    AppointmentStatus status = question.visit().status();
    if (status == null) {
      gone("deleted", file);
      return;
    }
    switch (status) {
      case BOOKED -> {
        if (!anchor.equals(start)) {
          file.refuse(
              "appointment",
              NotDoneReason.APPOINTMENT_CHANGED,
              "it was planned for another start",
              ORDER);
        } else if (!now.isBefore(start)) {
          file.refuse(
              "appointment",
              NotDoneReason.WINDOW_PASSED,
              "nothing about a visit goes out once it has begun",
              "Rapport, docs/journeys/appointment-reminders.md#how-the-times-work");
        } else {
          file.pass("appointment", "the visit is booked, at the start it was planned for", ORDER);
        }
      }
      case CANCELLED, ENTEREDINERROR -> gone(status.toCode(), file);
      default ->
          file.refuse(
              "appointment",
              NotDoneReason.CONDITION_NOT_MET,
              "the visit is " + status.toCode(),
              ORDER);
    }
  }

  private static void gone(String how, GateFile file) {
    file.refuse("appointment", NotDoneReason.APPOINTMENT_CANCELLED, "the visit is " + how, ORDER);
  }

  private static void due(Question question, Instant now, GateFile file) {
    Instant due = question.request().window().due();
    if (now.isBefore(due)) {
      file.defer("due", due, "it is not due yet", ORDER);
    } else {
      file.pass("due", "it is due since " + due, ORDER);
    }
  }

  private static void useful(Question question, Instant now, GateFile file) {
    Instant until = question.request().window().usefulUntil();
    if (question.useful(now)) {
      file.pass(
          "still-useful", until == null ? "it has no end" : "it is useful until " + until, HOUSE);
    } else {
      file.refuse(
          "still-useful", NotDoneReason.WINDOW_PASSED, "it was useful until " + until, HOUSE);
    }
  }

  private static void crisis(Question question, Instant now, GateFile file) {
    if (question.recipient().crisis() && !question.required()) {
      Instant again = now.plus(LOOK_AGAIN);
      file.defer(
          "crisis",
          question.useful(again) ? again : question.request().window().usefulUntil(),
          "a crisis waits for a person",
          HOUSE);
    } else {
      file.pass("crisis", "no crisis of the patient waits for a person", HOUSE);
    }
  }
}

package org.rapport.server.outreach.text;

import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.outreach.gate.TestQuestions;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.Surroundings;

/** Messages about a visit, whose place and patient's country matter. */
final class TestMessages {
  private TestMessages() {}

  static DueMessage about(Surroundings surroundings, String country) {
    return about(surroundings, country, "Ana", "en");
  }

  static DueMessage about(
      Surroundings surroundings, String country, String given, String language) {
    return new DueMessage(
        "request-1",
        1,
        "patient-1",
        1,
        PatientState.ACTIVE,
        given,
        language,
        TestQuestions.TORONTO,
        TestQuestions.TORONTO,
        true,
        "reminder",
        "https://clinic.example/t|1",
        null,
        "care",
        null,
        TestQuestions.DUE,
        null,
        null,
        "active",
        null,
        "visit-1",
        1L,
        "booked",
        TestQuestions.VISIT,
        "Hill House",
        null,
        null,
        null,
        null,
        false,
        country,
        null,
        surroundings,
        "Appointment/visit-1",
        null);
  }
}

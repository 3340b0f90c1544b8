package org.rapport.server.outreach.text;

import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.outreach.gate.TestQuestions;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.DueMessage.Place;
import org.rapport.server.outreach.message.DueMessage.Recipient;
import org.rapport.server.outreach.message.DueMessage.Request;
import org.rapport.server.outreach.message.DueMessage.Visit;
import org.rapport.server.outreach.message.DueMessage.Window;
import org.rapport.server.outreach.message.DueMessage.Wording;
import org.rapport.server.outreach.message.Surroundings;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.terminology.Ref;

/** Messages about a visit, whose place and patient's country matter. */
final class TestMessages {
  static final String TEMPLATE = "https://clinic.example/t|1";

  private TestMessages() {}

  static DueMessage about(Surroundings surroundings, String country) {
    return about(surroundings, country, "Ana", "en");
  }

  static DueMessage about(
      Surroundings surroundings, String country, String given, String language) {
    return about(surroundings, country, given, language, new Wording("reminder", TEMPLATE, null));
  }

  static DueMessage about(
      Surroundings surroundings, String country, String given, String language, Wording wording) {
    return new DueMessage(
        new Request(
            "request-1",
            1,
            CommunicationRequestStatus.ACTIVE,
            null,
            OutreachPurpose.CARE,
            null,
            null,
            false,
            new Ref("Appointment", "visit-1"),
            wording,
            new Window(TestQuestions.DUE, null, null)),
        new Recipient(
            "patient-1",
            1,
            PatientState.ACTIVE,
            given,
            language,
            TestQuestions.TORONTO,
            country,
            null,
            false),
        new Visit(
            "visit-1",
            1L,
            AppointmentStatus.BOOKED,
            TestQuestions.VISIT,
            new VisitZone(TestQuestions.TORONTO, true)),
        new Place("Hill House", null, null),
        null,
        null,
        surroundings);
  }
}

package org.rapport.server.outreach.gate;

import java.time.Instant;
import java.time.ZoneId;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.TestContacts;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.outreach.gate.Gate.Question;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.server.outreach.message.DueMessage.Recipient;
import org.rapport.server.outreach.message.DueMessage.Request;
import org.rapport.server.outreach.message.DueMessage.Visit;
import org.rapport.server.outreach.message.DueMessage.Window;
import org.rapport.server.outreach.message.DueMessage.Wording;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/** Questions to the gate; by default about a reminder of a booked visit, due for hours. */
public final class TestQuestions {
  public static final ZoneId TORONTO = ZoneId.of("America/Toronto");
  public static final Instant VISIT = Instant.parse("2027-05-20T14:00:00Z");
  public static final Instant DUE = Instant.parse("2027-05-01T00:00:00Z");

  private CommunicationRequestStatus status = CommunicationRequestStatus.ACTIVE;
  private OutreachPurpose purpose = OutreachPurpose.APPOINTMENT;
  private Channel only;
  private Instant occurrence = DUE;
  private Instant usefulUntil;
  private Instant anchor = VISIT;
  private AppointmentStatus visitStatus = AppointmentStatus.BOOKED;
  private Instant visitStart = VISIT;
  private PatientState patient = PatientState.ACTIVE;
  private ContactBook contacts = TestContacts.reachable();
  private ZoneId zone = TORONTO;
  private Gate.Answer answer;
  private boolean crisis;
  private Jurisdiction place = new Jurisdiction("CA", "ON");
  private Traffic traffic = Traffic.NONE;
  private boolean uncounted;
  private boolean paidOrSensitive;

  static TestQuestions reminder() {
    return new TestQuestions();
  }

  /** A message that is about no visit. */
  static TestQuestions message(OutreachPurpose purpose) {
    TestQuestions question = new TestQuestions().visit(null, null);
    question.purpose = purpose;
    question.anchor = null;
    return question;
  }

  TestQuestions status(CommunicationRequestStatus value) {
    status = value;
    return this;
  }

  TestQuestions only(Channel value) {
    only = value;
    return this;
  }

  TestQuestions due(Instant value) {
    occurrence = value;
    return this;
  }

  TestQuestions usefulUntil(Instant value) {
    usefulUntil = value;
    return this;
  }

  TestQuestions visit(AppointmentStatus value, Instant start) {
    visitStatus = value;
    visitStart = start;
    return this;
  }

  TestQuestions patient(PatientState value) {
    patient = value;
    return this;
  }

  TestQuestions contacts(ContactBook value) {
    contacts = value;
    return this;
  }

  TestQuestions zone(ZoneId value) {
    zone = value;
    return this;
  }

  TestQuestions answers(AnswerKind kind, String number) {
    answer = new Gate.Answer(kind, new ContactBook.Route(Channel.SMS, number));
    return this;
  }

  TestQuestions inCrisis() {
    crisis = true;
    return this;
  }

  TestQuestions in(String country, String subdivision) {
    place = new Jurisdiction(country, subdivision);
    return this;
  }

  TestQuestions after(Traffic value) {
    traffic = value;
    return this;
  }

  TestQuestions uncounted() {
    uncounted = true;
    return this;
  }

  TestQuestions paidOrSensitive() {
    paidOrSensitive = true;
    return this;
  }

  Question ask() {
    return new Question(
        new Request(
            "request-1",
            1,
            status,
            null,
            purpose,
            only,
            null,
            false,
            null,
            // Staff may choose the channel of what no journey has planned.
            new Wording(only == null ? "reminder" : null, "https://clinic.example/t|1", null),
            new Window(occurrence, usefulUntil, anchor)),
        new Recipient("patient-1", 1, patient, null, null, zone, null, null, crisis),
        new Visit(null, null, visitStatus, visitStart, new VisitZone(zone, true)),
        answer,
        contacts,
        place,
        new Gate.Limits(traffic, uncounted, paidOrSensitive));
  }
}

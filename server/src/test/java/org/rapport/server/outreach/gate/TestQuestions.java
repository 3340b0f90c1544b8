package org.rapport.server.outreach.gate;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.TestContacts;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.outreach.gate.Gate.Question;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/** Questions to the gate; by default about a reminder of a booked visit, due for hours. */
public final class TestQuestions {
  public static final ZoneId TORONTO = ZoneId.of("America/Toronto");
  public static final Instant VISIT = Instant.parse("2027-05-20T14:00:00Z");
  public static final Instant DUE = Instant.parse("2027-05-01T00:00:00Z");

  private String status = "active";
  private OutreachPurpose purpose = OutreachPurpose.APPOINTMENT;
  private Optional<Channel> only = Optional.empty();
  private Instant occurrence = DUE;
  private Instant usefulUntil;
  private Instant anchor = VISIT;
  private String visitStatus = "booked";
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

  TestQuestions status(String value) {
    status = value;
    return this;
  }

  TestQuestions only(Channel value) {
    only = Optional.of(value);
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

  TestQuestions visit(String value, Instant start) {
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
        status,
        purpose,
        only,
        occurrence,
        usefulUntil,
        anchor,
        visitStatus,
        visitStart,
        patient,
        contacts,
        zone,
        answer,
        crisis,
        place,
        traffic,
        uncounted,
        paidOrSensitive);
  }
}

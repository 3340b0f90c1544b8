package org.rapport.server.outreach.message;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.terminology.Ref;

/**
 * A claimed message with what the gate and the text need of its patient, visit and place.
 *
 * @param answer which of the fixed answers it is, or null
 * @param lead what is known of the inquiry that it is about, or null
 * @param surroundings what is known of the place and the service besides, and how much of it may be
 *     told
 */
public record DueMessage(
    Request request,
    Recipient recipient,
    Visit visit,
    Place place,
    Answer answer,
    LeadNotes lead,
    Surroundings surroundings) {

  /**
   * What was planned: a CommunicationRequest.
   *
   * @param version that the projection holds
   * @param status as the gate takes it: what a halted campaign sends is on hold
   * @param reason code of why it ended, or null
   * @param channel that it names, or null
   * @param failed the channel on which it failed for good, or null
   * @param remunerated whether the request itself says that a third party pays for it
   * @param focus what it is about, or null
   */
  public record Request(
      String id,
      long version,
      CommunicationRequestStatus status,
      String reason,
      OutreachPurpose purpose,
      Channel channel,
      Channel failed,
      boolean remunerated,
      Ref focus,
      Wording wording,
      Window window) {

    /** The channel that it is bound to: what staff chose, or a call; empty where any will do. */
    public Optional<Channel> only() {
      return wording.step() == null || channel == Channel.VOICE
          ? Optional.ofNullable(channel)
          : Optional.empty();
    }
  }

  /**
   * Where its words come from.
   *
   * @param step of the journey that planned it, or null
   * @param template canonical with version, or null
   * @param payload what was written in the request, or null
   */
  public record Wording(String step, String template, String payload) {
    /** Whether staff wrote the text, rather than a template. */
    public boolean manual() {
      return step == null && (payload != null || template == null);
    }
  }

  /**
   * When it may go.
   *
   * @param due from when
   * @param usefulUntil from when not any more, or null
   * @param anchor the visit start it was planned for; null when it is not about a visit to come
   */
  public record Window(Instant due, Instant usefulUntil, Instant anchor) {
    /** Whether it is still of use then. */
    public boolean useful(Instant at) {
      return usefulUntil == null || at.isBefore(usefulUntil);
    }
  }

  /**
   * Who gets it.
   *
   * @param id of the Patient, or of nobody yet ({@code Stranger})
   * @param epoch counts what ends the validity of a release: a STOP, a merge
   * @param given the name to call the patient by, or null
   * @param language as the Patient has it, or null
   * @param zone the patient's, else the visit's place's, else the clinic's
   * @param country of the address, or null
   * @param subdivision of the address, or null
   * @param crisis whether a crisis of the patient waits for a person
   */
  public record Recipient(
      String id,
      long epoch,
      PatientState state,
      String given,
      String language,
      ZoneId zone,
      String country,
      String subdivision,
      boolean crisis) {}

  /**
   * The visit that it is about, or the time that it offers.
   *
   * @param id of the Appointment, or null
   * @param version that the projection holds, or null
   * @param status null when there is no visit, or none any more
   * @param start null when there is no time
   * @param clock in whose zone the time is said, and whether that is certain
   */
  public record Visit(
      String id, Long version, AppointmentStatus status, Instant start, VisitZone clock) {
    /** Whether there is a visit to come to, at a time that is known. */
    public boolean booked() {
      return start != null && status == AppointmentStatus.BOOKED;
    }
  }

  /** Where the visit is, as patients may be told; each part null where it is not known. */
  public record Place(String name, String address, String phone) {}

  /**
   * One of the fixed answers.
   *
   * @param to the address that it answers, or null
   */
  public record Answer(AnswerKind kind, String to) {}

  /** Id of the CommunicationRequest. */
  public String id() {
    return request.id();
  }

  /** Whether texts must not say what it is about. */
  public boolean sensitive() {
    return surroundings.sensitive();
  }

  /** Whether it is this fixed answer. */
  public boolean answers(AnswerKind kind) {
    return answer != null && answer.kind() == kind;
  }

  /** The same as if its request had another status. */
  public DueMessage withStatus(CommunicationRequestStatus status) {
    Request as =
        new Request(
            request.id,
            request.version,
            status,
            request.reason,
            request.purpose,
            request.channel,
            request.failed,
            request.remunerated,
            request.focus,
            request.wording,
            request.window);
    return new DueMessage(as, recipient, visit, place, answer, lead, surroundings);
  }
}

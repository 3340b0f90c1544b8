package org.rapport.server.outreach.message;

import java.time.Instant;
import java.time.ZoneId;
import org.rapport.server.journey.Facts.PatientState;

/**
 * A claimed message with what the gate and the text need of its patient, visit and place.
 *
 * @param clinicZone the visit's place's zone, else the visit's own, else the clinic's
 * @param zoneCertain false: a text says which clock it means
 * @param answer which of the fixed answers it is, or null
 * @param answerTo the address that it answers
 * @param crisis whether a crisis of the patient waits for a person
 * @param focus relative reference of what it is about, or null
 * @param lead what is known of the inquiry that it is about, or null
 * @param surroundings what is known of the place and the service besides, and how much of it may be
 *     told
 * @param zone the patient's, else the visit's place's, else the clinic's
 */
public record DueMessage(
    String request,
    long requestVersion,
    String patient,
    long patientEpoch,
    PatientState patientState,
    String given,
    String language,
    ZoneId zone,
    ZoneId clinicZone,
    boolean zoneCertain,
    String step,
    String template,
    String payload,
    String purpose,
    String channel,
    Instant occurrence,
    Instant usefulUntil,
    Instant anchor,
    String status,
    String reason,
    String visit,
    Long visitVersion,
    String visitStatus,
    Instant visitStart,
    String locationName,
    String locationAddress,
    String locationPhone,
    AnswerKind answer,
    String answerTo,
    boolean crisis,
    String country,
    String state,
    Surroundings surroundings,
    String focus,
    LeadNotes lead) {

  /** Whether texts must not say what it is about. */
  public boolean sensitive() {
    return surroundings.sensitive();
  }

  /** Whether staff wrote the text, rather than a template. */
  public boolean manual() {
    return step == null && (payload != null || template == null);
  }

  /** The same as if its request had another status. */
  public DueMessage withStatus(String status) {
    return new DueMessage(
        request,
        requestVersion,
        patient,
        patientEpoch,
        patientState,
        given,
        language,
        zone,
        clinicZone,
        zoneCertain,
        step,
        template,
        payload,
        purpose,
        channel,
        occurrence,
        usefulUntil,
        anchor,
        status,
        reason,
        visit,
        visitVersion,
        visitStatus,
        visitStart,
        locationName,
        locationAddress,
        locationPhone,
        answer,
        answerTo,
        crisis,
        country,
        state,
        surroundings,
        focus,
        lead);
  }
}

package org.rapport.terminology;

import java.util.Optional;

/**
 * What brings a person on a journey: the name of a named-event trigger.
 *
 * <p>Source: {@code CodeSystem-journey-event.json}, which a test holds equal to this enum.
 */
public enum JourneyEvent implements Coded {
  /** A visit is booked and has a time. Wanted while it is. */
  APPOINTMENT_BOOKED("appointment-booked", "Appointment booked"),
  /** A booked visit has another time than before. Wanted while it is booked. */
  APPOINTMENT_MOVED("appointment-moved", "Appointment moved"),
  /** A visit was called off. Wanted while it stays so. */
  APPOINTMENT_CANCELLED("appointment-cancelled", "Appointment cancelled"),
  /** The patient did not come to a visit. Wanted while the visit says so. */
  APPOINTMENT_NO_SHOW("appointment-no-show", "Appointment missed"),
  /** A visit took place. Wanted from then on. */
  APPOINTMENT_FULFILLED("appointment-fulfilled", "Appointment fulfilled"),
  /** An inquiry came in, as a Task with the code lead. Wanted while the Task is open. */
  LEAD_CREATED("lead-created", "Lead created"),
  /** An inquiry is in another stage. Wanted while its Task is open. */
  LEAD_STAGE_CHANGED("lead-stage-changed", "Lead stage changed"),
  /** A form was begun and left. Wanted while its answers are in progress. */
  FORM_ABANDONED("form-abandoned", "Form abandoned"),
  /** Nobody answered a call from the patient. Wanted from then on. */
  CALL_MISSED("call-missed", "Call missed"),
  /** The patient downloaded a document. Wanted from then on. */
  DOCUMENT_DOWNLOADED("document-downloaded", "Document downloaded"),
  /** The patient answered a message. Wanted from then on. */
  REPLY_RECEIVED("reply-received", "Reply received"),
  /** The patient came into a segment. Wanted while the patient is active. */
  SEGMENT_ENTERED("segment-entered", "Segment entered"),
  /**
   * The patient was asked to fill in a form, as a Task with focus Questionnaire. Wanted while the
   * Task is open.
   */
  QUESTIONNAIRE_ASSIGNED("questionnaire-assigned", "Questionnaire assigned"),
  /** The patient completed a form. Wanted from then on. */
  QUESTIONNAIRE_ANSWERED("questionnaire-answered", "Questionnaire answered");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/journey-event";

  private final String code;
  private final String display;

  JourneyEvent(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<JourneyEvent> fromCode(String code) {
    return Coded.find(values(), code);
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String display() {
    return display;
  }

  @Override
  public String system() {
    return SYSTEM;
  }
}

package org.rapport.terminology;

import java.util.Optional;

/**
 * The kinds of work that Rapport hands to the people of the clinic.
 *
 * <p>Source: {@code CodeSystem-task-code.json}, which a test holds equal to this enum.
 */
public enum TaskCode implements Coded {
  /**
   * An inquiry to follow until it is booked, lost or out of scope. Its business status is the lead
   * stage.
   */
  LEAD("lead", "Lead"),
  /** Call the patient: after a missed call, or because the patient asked for it. */
  CALL_BACK("call-back", "Call back"),
  /** A deadline passed and nobody acted. Goes to the next person in line. */
  ESCALATION("escalation", "Escalation"),
  /**
   * A message from the patient may speak of danger to life. Read it at once; automation has
   * answered with the crisis line and nothing more.
   */
  CRISIS("crisis", "Crisis"),
  /**
   * It is not known whether a message reached the patient. Decide whether to send it again, or to
   * call.
   */
  DELIVERY_UNKNOWN("delivery-unknown", "Delivery unknown"),
  /** A journey or a template is due for its review. */
  REVIEW_JOURNEY("review-journey", "Review journey"),
  /** Two records may be one person, or one message may be meant for either of two. Decide which. */
  RESOLVE_IDENTITY("resolve-identity", "Resolve identity"),
  /** The patient asks for another time. */
  RESCHEDULE_REQUEST("reschedule-request", "Reschedule request"),
  /** A message from an EHR could not be mapped. Correct it and replay it, or dismiss it. */
  DEAD_LETTER("dead-letter", "Dead letter"),
  /** Somebody looked at labelled content for a reason of their own. See whether it was one. */
  BREAK_GLASS("break-glass", "Break glass");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/task-code";

  private final String code;
  private final String display;

  TaskCode(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<TaskCode> fromCode(String code) {
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

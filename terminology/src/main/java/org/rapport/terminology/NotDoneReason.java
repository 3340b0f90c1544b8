package org.rapport.terminology;

import java.util.Optional;

/**
 * Why a message that was planned, or asked for, did not reach the patient.
 *
 * <p>Source: {@code CodeSystem-not-done-reason.json}, which a test holds equal to this enum.
 */
public enum NotDoneReason implements Coded {
  /** The purpose needs an opt-in on this channel, and there is none, or it has expired. */
  NO_CONSENT("no-consent", "No consent"),
  /** The patient does not want messages of this purpose on this channel. */
  OPTED_OUT("opted-out", "Opted out"),
  /**
   * The message fell into hours in which the clinic does not write, and would have been of no use
   * after them.
   */
  QUIET_HOURS_EXPIRED("quiet-hours-expired", "Quiet hours outlasted it"),
  /**
   * The patient has already had as many messages as the caps allow, and waiting would have made the
   * message useless.
   */
  FREQUENCY_CAP("frequency-cap", "Frequency cap"),
  /** The visit that the message was about no longer takes place. */
  APPOINTMENT_CANCELLED("appointment-cancelled", "Appointment cancelled"),
  /** The visit moved, or otherwise is not the one that the message was planned for. */
  APPOINTMENT_CHANGED("appointment-changed", "Appointment changed"),
  /** The condition of the journey's step was false at the moment of sending. */
  CONDITION_NOT_MET("condition-not-met", "Condition not met"),
  /** The moment for the message had passed when it was planned, or when it could have been sent. */
  WINDOW_PASSED("window-passed", "Window passed"),
  /**
   * The rendered text would have broken a rule: a field that must not leave, a missing way to stop,
   * an empty placeholder.
   */
  UNSAFE_CONTENT("unsafe-content", "Unsafe content"),
  /** The patient has no address for the channel, or the address cannot be one. */
  INVALID_ADDRESS("invalid-address", "Invalid address"),
  /** The number belongs to somebody else now. */
  NUMBER_REASSIGNED("number-reassigned", "Number reassigned"),
  /** The patient's record is inactive, merged into another, or says that the patient has died. */
  PATIENT_INACTIVE("patient-inactive", "Patient inactive"),
  /** Staff paused the journey, or all messages to this patient. */
  PAUSED("paused", "Paused"),
  /** The provider refused the message, or reported that it could not be delivered. */
  DELIVERY_FAILED("delivery-failed", "Delivery failed"),
  /**
   * The connection broke while the message was in the provider's hands. It is not sent again by
   * machine; a Task asks a person to look.
   */
  DELIVERY_UNKNOWN("delivery-unknown", "Delivery unknown");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/not-done-reason";

  private final String code;
  private final String display;

  NotDoneReason(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<NotDoneReason> fromCode(String code) {
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

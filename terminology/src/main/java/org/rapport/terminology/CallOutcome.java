package org.rapport.terminology;

import java.util.Optional;

/**
 * What came of a call that the clinic made, as the business status of its Task.
 *
 * <p>Source: {@code CodeSystem-call-outcome.json}, which a test holds equal to this enum.
 */
public enum CallOutcome implements Coded {
  /** The patient, or who speaks for them, was told. */
  REACHED("reached", "Reached"),
  /** A message was left with a machine or a person; nothing more is known. */
  LEFT_MESSAGE("left-message", "Left a message"),
  /** Nobody answered, and no message was left. */
  NO_ANSWER("no-answer", "No answer"),
  /** Who answered is not the patient, and does not know them: the number is not used again. */
  WRONG_NUMBER("wrong-number", "Wrong number"),
  /** The patient was reached, and does not want to be called again. */
  ASKED_NOT_TO_CALL("asked-not-to-call", "Asked not to call");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/call-outcome";

  private final String code;
  private final String display;

  CallOutcome(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<CallOutcome> fromCode(String code) {
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

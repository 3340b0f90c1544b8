package org.rapport.terminology;

import java.util.Optional;

/**
 * Why staff changed what a journey would have done for one person.
 *
 * <p>Source: {@code CodeSystem-override-reason.json}, which a test holds equal to this enum.
 */
public enum OverrideReason implements Coded {
  /** The patient asked for it. */
  PATIENT_REQUEST("patient-request", "Patient's request"),
  /** Somebody who treats the patient decided so. */
  CLINICAL_DECISION("clinical-decision", "Clinical decision"),
  /** The person on the journey is not the one it is meant for. */
  WRONG_PERSON("wrong-person", "Wrong person"),
  /** The same is under way elsewhere. */
  DUPLICATE("duplicate", "Duplicate"),
  /** Somebody has dealt with it in person. */
  ALREADY_HANDLED("already-handled", "Already handled"),
  /** None of the above; the note may say more. */
  OTHER("other", "Other");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/override-reason";

  private final String code;
  private final String display;

  OverrideReason(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<OverrideReason> fromCode(String code) {
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

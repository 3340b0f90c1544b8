package org.rapport.terminology;

import java.util.Optional;

/**
 * How far an inquiry has come, as the business status of a lead's Task.
 *
 * <p>Source: {@code CodeSystem-lead-stage.json}, which a test holds equal to this enum.
 */
public enum LeadStage implements Coded {
  /** The inquiry is recorded; nobody has answered it but the automatic acknowledgement. */
  NEW("new", "New"),
  /** A person of the clinic has tried to reach the patient. */
  CONTACTED("contacted", "Contacted"),
  /** The patient has answered. */
  ENGAGED("engaged", "Engaged"),
  /** The clinic offers what the patient asks for, and what is needed to book is known. */
  QUALIFIED("qualified", "Qualified"),
  /** A visit is booked. The inquiry has reached its aim. */
  BOOKED("booked", "Booked"),
  /** The patient went elsewhere, gave up, or could not be reached. */
  LOST("lost", "Lost"),
  /** The clinic does not offer what the patient asks for; the patient was told where to turn. */
  OUT_OF_SCOPE("out-of-scope", "Out of scope");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/lead-stage";

  private final String code;
  private final String display;

  LeadStage(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<LeadStage> fromCode(String code) {
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

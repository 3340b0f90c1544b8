package org.rapport.terminology;

import java.util.Optional;

/**
 * What staff did to one person's enrolment on a journey.
 *
 * <p>Source: {@code CodeSystem-override-action.json}, which a test holds equal to this enum.
 */
public enum OverrideAction implements Coded {
  /** Nothing of the enrolment goes out until it is resumed. */
  PAUSE("pause", "Pause"),
  /** What is still of use goes out again. */
  RESUME("resume", "Resume"),
  /** The enrolment is over; nothing more of it goes out. */
  STOP("stop", "Stop"),
  /** One step is left out of the enrolment. */
  SKIP_STEP("skip-step", "Skip step"),
  /** One step is due at once rather than at its own time. */
  SEND_NOW("send-now", "Send now"),
  /** The enrolment was moved to another version of its journey. */
  MIGRATE("migrate", "Migrate");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/override-action";

  private final String code;
  private final String display;

  OverrideAction(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<OverrideAction> fromCode(String code) {
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

package org.rapport.terminology;

import java.util.Optional;

/**
 * The kinds of Consent that decide whether a message may be sent.
 *
 * <p>Source: {@code CodeSystem-consent-category.json}, which a test holds equal to this enum.
 */
public enum ConsentCategory implements Coded {
  /** Permits or denies messages to the patient, by purpose and channel. The newest one counts. */
  OUTREACH("outreach", "Outreach consent"),
  /**
   * A signed, expiring authorization for marketing that a third party pays for or that touches a
   * sensitive service (45 CFR 164.508). Needed besides the outreach consent.
   */
  AUTHORIZATION("authorization", "Authorization"),
  /**
   * Hours of every day in which the patient wants no messages, on the patient's wall clock. Answers
   * to what the patient has just done go out all the same.
   */
  QUIET_HOURS("quiet-hours", "Quiet hours");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/consent-category";

  private final String code;
  private final String display;

  ConsentCategory(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<ConsentCategory> fromCode(String code) {
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

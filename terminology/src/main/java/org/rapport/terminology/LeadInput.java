package org.rapport.terminology;

import java.util.Optional;

/**
 * What the inputs of a lead's Task are, besides the answers themselves.
 *
 * <p>Source: {@code CodeSystem-lead-input.json}, which a test holds equal to this enum.
 */
public enum LeadInput implements Coded {
  /** The HealthcareService that takes the inquiry. */
  ROUTED_SERVICE("routed-service", "Routed service"),
  /** One rule of the routing, what it said and why. */
  ROUTING("routing", "Routing"),
  /** How to refer somebody to the service that needs it, in words. */
  REFERRAL_METHOD("referral-method", "Referral method"),
  /** A fingerprint of what was submitted, so that the same twice is one. */
  SUBMISSION("submission", "Submission");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/lead-input";

  private final String code;
  private final String display;

  LeadInput(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<LeadInput> fromCode(String code) {
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

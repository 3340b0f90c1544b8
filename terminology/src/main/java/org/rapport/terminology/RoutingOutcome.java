package org.rapport.terminology;

import java.util.Optional;

/**
 * Where an inquiry was routed, or why it could not be, as the status reason of a lead's Task.
 *
 * <p>Source: {@code CodeSystem-routing-outcome.json}, which a test holds equal to this enum.
 */
public enum RoutingOutcome implements Coded {
  /** A service takes it; its team is the owner of the Task. */
  ROUTED("routed", "Routed"),
  /** Nothing in the catalogue decides it: a person looks who can help. */
  UNROUTED("unrouted", "For staff to route"),
  /** No active service is of the type that was asked for. */
  SERVICE_NOT_OFFERED("service-not-offered", "Service not offered"),
  /** The service is offered, but not under this insurance. */
  INSURANCE_NOT_ACCEPTED("insurance-not-accepted", "Insurance not accepted"),
  /** The service is offered to those who were referred. */
  REFERRAL_REQUIRED("referral-required", "Referral required"),
  /** The service is offered, but not where the person lives. */
  OUTSIDE_AREA("outside-area", "Outside the area");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/routing-outcome";

  private final String code;
  private final String display;

  RoutingOutcome(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<RoutingOutcome> fromCode(String code) {
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

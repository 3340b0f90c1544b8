package org.rapport.terminology;

import java.util.Optional;

/**
 * What an entry of the audit trail is about, where no public code says it: subtype of AuditEvent.
 *
 * <p>Source: {@code CodeSystem-audit-event.json}, which a test holds equal to this enum.
 */
public enum AuditSubtype implements Coded {
  /** A permission of a patient was given, changed or taken back. */
  CONSENT_CHANGE("consent-change", "Consent changed"),
  /** A journey or one of its texts was written or changed. */
  JOURNEY_CHANGE("journey-change", "Journey changed"),
  /** Messages to patients were given to a gateway. */
  MESSAGE_RELEASE("message-release", "Message released"),
  /** A subscriber was told of changes. */
  SUBSCRIPTION_NOTIFICATION("subscription-notification", "Subscriber notified"),
  /** A client was given a token for the API. */
  TOKEN_ISSUED("token-issued", "Token issued"),
  /** A client was refused a token for the API. */
  TOKEN_REFUSED("token-refused", "Token refused"),
  /** A client ended a token before its time. */
  TOKEN_REVOKED("token-revoked", "Token revoked"),
  /** Entries of the audit trail were given out as a file. */
  TRAIL_EXPORT("trail-export", "Trail exported");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/audit-event";

  private final String code;
  private final String display;

  AuditSubtype(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<AuditSubtype> fromCode(String code) {
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

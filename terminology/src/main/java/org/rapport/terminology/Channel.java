package org.rapport.terminology;

import java.util.Optional;

/**
 * The ways in which a clinic and a patient reach each other.
 *
 * <p>Source: {@code CodeSystem-channel.json}, which a test holds equal to this enum.
 */
public enum Channel implements Coded {
  /** A text message to a mobile number. */
  SMS("sms", "SMS"),
  /** An e-mail to the address in the patient's telecom. */
  EMAIL("email", "E-mail"),
  /** A telephone call, by a person or by a recorded announcement. */
  VOICE("voice", "Voice call"),
  /** A message that waits for the patient behind the sign-in of a patient portal. */
  PORTAL("portal", "Portal message"),
  /** A letter sent by post. */
  POSTAL("postal", "Letter"),
  /**
   * A place in an audience that is handed to an advertising platform. Never used for sensitive
   * services.
   */
  ADS("ads", "Advertising audience");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/channel";

  private final String code;
  private final String display;

  Channel(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<Channel> fromCode(String code) {
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

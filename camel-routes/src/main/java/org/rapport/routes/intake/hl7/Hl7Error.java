package org.rapport.routes.intake.hl7;

/**
 * Error conditions of ERR-3, from <a
 * href="https://terminology.hl7.org/CodeSystem-v2-0357.html">table HL70357</a>.
 */
public enum Hl7Error {
  SEGMENT_SEQUENCE(100, "Segment sequence error"),
  REQUIRED_FIELD_MISSING(101, "Required field missing"),
  DATA_TYPE(102, "Data type error"),
  TABLE_VALUE_NOT_FOUND(103, "Table value not found"),
  VALUE_TOO_LONG(104, "Value too long"),
  UNSUPPORTED_MESSAGE_TYPE(200, "Unsupported message type"),
  UNSUPPORTED_EVENT_CODE(201, "Unsupported event code"),
  APPLICATION_INTERNAL(207, "Application internal error");

  private final int code;
  private final String display;

  Hl7Error(int code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The code of table HL70357. */
  public int code() {
    return code;
  }

  /** The display text of table HL70357. */
  public String display() {
    return display;
  }
}

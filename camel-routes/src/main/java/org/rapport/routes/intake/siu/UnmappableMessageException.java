package org.rapport.routes.intake.siu;

import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;

/** An HL7 message that lacks what the mapping needs: answered AE and kept as a dead letter. */
public final class UnmappableMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  /** Carries the fault for the ERR segment; the exception's text is its reason in codes. */
  public UnmappableMessageException(Fault fault) {
    super(fault.reason());
    this.fault = fault;
  }

  static UnmappableMessageException missing(String segment, int field, String text) {
    return new UnmappableMessageException(
        Fault.at(Hl7Error.REQUIRED_FIELD_MISSING, segment, field, text));
  }

  /** What the sender is told. */
  public Fault fault() {
    return fault;
  }
}

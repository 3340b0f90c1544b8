package org.rapport.routes.intake.hl7;

/** The bytes are no HL7 v2 message this listener takes: answered AR, never stored. */
public final class RejectedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  /** Carries the fault for the ERR segment; the exception's text is its reason in codes. */
  public RejectedMessageException(Fault fault) {
    super(fault.reason());
    this.fault = fault;
  }

  /** What the sender is told. */
  public Fault fault() {
    return fault;
  }
}

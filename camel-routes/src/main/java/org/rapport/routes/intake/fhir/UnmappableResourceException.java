package org.rapport.routes.intake.fhir;

/** A resource of the EHR lacks what we need, or says what we may not pass over. */
public final class UnmappableResourceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  /** Takes a short code for a person; nothing of the resource's content. */
  public UnmappableResourceException(String code) {
    super(code);
    this.code = code;
  }

  /** What is wrong. */
  public String code() {
    return code;
  }
}

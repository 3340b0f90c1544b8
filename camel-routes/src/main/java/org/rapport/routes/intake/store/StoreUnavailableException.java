package org.rapport.routes.intake.store;

/** The FHIR server could not be reached, failed, or does not let us in: try again later. */
public final class StoreUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Takes the HTTP status, 0 when there was no answer. */
  public StoreUnavailableException(int status) {
    super(status == 0 ? "FHIR server gave no answer" : "FHIR server answered " + status);
  }
}

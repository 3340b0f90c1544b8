package org.rapport.routes.intake.store;

/** The FHIR server could not be reached, failed, or does not let us in: try again later. */
public final class StoreUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /** Takes the HTTP status, 0 when there was no answer. */
  public StoreUnavailableException(int status) {
    super(status == 0 ? "FHIR server gave no answer" : "FHIR server answered " + status);
    this.status = status;
  }

  /** Whether it failed at this very request, which may be of the request's making. */
  public boolean isFault() {
    return status == 500;
  }
}

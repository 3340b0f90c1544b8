package org.rapport.routes.intake.store;

/** Another writer changed or created a resource since it was read (HTTP 409 or 412). */
public final class StoreConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Takes the HTTP status; the server's text may hold patient data and is left out. */
  public StoreConflictException(int status) {
    super("FHIR server answered " + status);
  }
}

package org.rapport.routes.intake.store;

/** The FHIR server refuses the Bundle as invalid (HTTP 4xx): sending it again changes nothing. */
public final class StoreRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Takes the HTTP status; the server's text may hold patient data and is left out. */
  public StoreRefusedException(int status) {
    super("FHIR server answered " + status);
  }
}

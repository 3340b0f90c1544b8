package org.rapport.routes.ehr;

/** The EHR has no such appointment, or none with one patient whose answer it could be. */
public class AppointmentNotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AppointmentNotFoundException() {
    super("The EHR has no appointment by our identifiers that the answer could be written to");
  }
}

package org.rapport.routes.intake.store;

/** The FHIR server refuses the Bundle as invalid (HTTP 4xx): sending it again changes nothing. */
public final class StoreRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String place;

  /** Takes the HTTP status of a refusal that names no element. */
  public StoreRefusedException(int status) {
    this(status, "");
  }

  /**
   * Takes the HTTP status; the server's text may hold patient data and is left out.
   *
   * @param place the element that it names and its code for what is wrong with it, or empty
   */
  public StoreRefusedException(int status, String place) {
    super("FHIR server answered " + status);
    this.place = place;
  }

  /** Why, for a person; nothing of the message's content. */
  public String words() {
    return place.isEmpty() ? "The server refuses it" : "The server refuses it for " + place;
  }
}

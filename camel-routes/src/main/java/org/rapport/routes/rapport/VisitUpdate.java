package org.rapport.routes.rapport;

/**
 * What is to be told to the EHR about a visit: what its patient answered, or what became of it
 * here.
 *
 * @param code an answer: {@code confirmed}, {@code declined} or {@code reschedule-requested}; or
 *     what was done: {@code booked}, {@code moved}, {@code changed}, {@code cancelled}, {@code
 *     no-show} or {@code deleted}
 * @param appointment reference of our Appointment; of what was done with the version that came of
 *     it
 * @param control the same for each try of the same update, another for any other
 * @param note the patient's own words, or null
 */
public record VisitUpdate(String code, String appointment, String control, String note) {

  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "VisitUpdate[" + code + " " + appointment + "]";
  }
}

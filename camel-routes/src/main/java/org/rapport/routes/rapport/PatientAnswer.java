package org.rapport.routes.rapport;

/**
 * What a patient answered about a visit, for the EHR.
 *
 * @param code {@code confirmed}, {@code declined} or {@code reschedule-requested}
 * @param appointment reference of our Appointment
 * @param control the same for each try of the same answer, another for any other answer
 * @param note the patient's own words, or null
 */
public record PatientAnswer(String code, String appointment, String control, String note) {

  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "PatientAnswer[" + code + " " + appointment + "]";
  }
}

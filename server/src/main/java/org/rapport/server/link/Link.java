package org.rapport.server.link;

import java.time.Instant;

/**
 * What a link leads to.
 *
 * @param patient id of the Patient whom it was sent to
 * @param focus relative reference of what it is about, or null
 * @param channel code of the channel it was sent on
 * @param address it was sent to
 * @param messagePurpose purpose of the message that it was in
 * @param answer what it was used for, or null
 * @param failures how often the second factor was wrong
 */
public record Link(
    Purpose purpose,
    String patient,
    String focus,
    String channel,
    String address,
    String messagePurpose,
    Instant expiresAt,
    Instant usedAt,
    String answer,
    int failures) {

  /** What a link may do. */
  public enum Purpose {
    /** Confirm a visit, ask for another time, cancel. */
    VISIT,
    /** See and change what the clinic may write. */
    PREFERENCES,
    /** Go on with a form, or answer one. */
    FORM,
    /** Say yes to what was ticked on a form, from the address itself. */
    CONSENT,
    /** See free times and take one. */
    BOOKING,
    /** Sign in, with the date of birth. */
    SIGN_IN,
    /** End messages of one purpose on one channel. */
    UNSUBSCRIBE
  }

  /** A link that nobody has used. */
  public static Link to(
      Purpose purpose,
      String patient,
      String focus,
      String channel,
      String address,
      String messagePurpose,
      Instant expiresAt) {
    return new Link(
        purpose, patient, focus, channel, address, messagePurpose, expiresAt, null, null, 0);
  }

  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "Link[" + purpose + "]";
  }
}

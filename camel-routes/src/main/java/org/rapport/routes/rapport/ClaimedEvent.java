package org.rapport.routes.rapport;

import org.hl7.fhir.r4.model.Bundle;

/**
 * An event of a Subscription that is to be sent on.
 *
 * @param number of the Subscription's events, without gaps
 * @param key whose it is, as a reference; of nobody's, what it is about
 * @param focus what it is about, as a reference
 * @param change create, update or delete
 * @param at instant of the change
 * @param notification a notification with this event alone
 */
public record ClaimedEvent(
    long number, String key, String focus, String change, String at, Bundle notification) {
  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "ClaimedEvent[" + number + "]";
  }
}

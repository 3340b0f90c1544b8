package org.rapport.server.simulate;

import java.time.Instant;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.terminology.NotDoneReason;

/**
 * What came of one planned message.
 *
 * @param planned when it became due
 * @param at when it went out, or was refused
 * @param reason why it did not go out; null when it did
 * @param route null when it did not go out
 * @param why the rule that decided, in words
 */
record SimulatedMessage(
    String patient,
    String focus,
    String step,
    String purpose,
    String template,
    Instant planned,
    Instant at,
    NotDoneReason reason,
    Route route,
    String language,
    String subject,
    String body,
    String variant,
    String why) {

  boolean sent() {
    return reason == null;
  }
}

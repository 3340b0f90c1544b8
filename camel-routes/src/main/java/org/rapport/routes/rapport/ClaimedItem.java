package org.rapport.routes.rapport;

import java.util.List;

/**
 * A claimed item. The message's parts are null for a change.
 *
 * @param id the work item
 * @param focus reference of what it is about
 * @param attempt id of the attempt, part of the status callback's path
 * @param channel code of CS/channel
 * @param to E.164 number or mailbox; of events the topic of Kafka's
 * @param unsubscribe one-click address of an e-mail, or null
 * @param update what is to be told to the EHR, or null
 * @param date of a question about a number: the day since when, ISO 8601; of a look-up at the EHR:
 *     the instant or the event number that it goes on from, where there is one; else null
 * @param topic canonical address of the topic whose events are to be sent on; else null
 * @param events what is to be sent on, in this order; of other work none
 */
public record ClaimedItem(
    String id,
    String lease,
    String focus,
    String patient,
    String attempt,
    String purpose,
    String channel,
    String to,
    String subject,
    String body,
    String html,
    String language,
    String unsubscribe,
    VisitUpdate update,
    String date,
    String topic,
    List<ClaimedEvent> events) {

  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "ClaimedItem[" + id + " " + focus + "]";
  }
}

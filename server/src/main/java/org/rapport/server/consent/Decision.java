package org.rapport.server.consent;

import java.time.Instant;
import java.util.Set;

/**
 * One active Consent of category outreach.
 *
 * @param purposes codes; empty means all
 * @param channels codes; empty means all
 * @param verified confirmed by the patient (double opt-in)
 * @param until exclusive; null: no expiry
 */
public record Decision(
    boolean permit,
    Set<String> purposes,
    Set<String> channels,
    boolean verified,
    Instant decidedAt,
    Instant from,
    Instant until) {

  /** Whether it speaks to this purpose and channel at this instant. */
  boolean covers(String purpose, String channel, Instant now) {
    return (purposes.isEmpty() || purposes.contains(purpose))
        && (channels.isEmpty() || channels.contains(channel))
        && (from == null || !now.isBefore(from))
        && (until == null || now.isBefore(until));
  }
}

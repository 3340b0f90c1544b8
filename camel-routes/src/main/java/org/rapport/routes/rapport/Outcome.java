package org.rapport.routes.rapport;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of one attempt, as the server was told.
 *
 * @param outcome sent, retry, failed or unknown
 * @param reason a code, or null
 * @param providerId the provider's name for the message, or null
 */
record Outcome(ClaimedItem item, String outcome, String reason, String providerId) {

  /** Codes and identifiers alone: nothing of whom it went to or what it said. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("request", item.focus());
    facts.put("attempt", item.attempt());
    facts.put("channel", item.channel());
    facts.put("purpose", item.purpose());
    facts.put("outcome", outcome);
    facts.put("reason", reason);
    facts.put("providerId", providerId);
    facts.values().removeIf(value -> value == null);
    return facts;
  }
}

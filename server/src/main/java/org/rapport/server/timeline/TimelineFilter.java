package org.rapport.server.timeline;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rapport.server.store.HapiTables;

/**
 * Which entries of a timeline are asked for.
 *
 * @param kinds of {@link #KINDS}; empty: all
 * @param channel code of a channel by which it went, came or is to go; null: any
 * @param since entries of this time and later; null: all
 */
record TimelineFilter(Set<String> kinds, String channel, Instant since) {
  private static final String MESSAGES = "f.type in ('Communication', 'CommunicationRequest')";
  private static final String SPOKEN =
      has("medium", "= 'voice'") + " or " + has("category", "in ('call', 'missed-call')");

  /** What entries there are, and the condition that finds each among {@code f}. */
  static final Map<String, String> KINDS =
      new TreeMap<>(
          Map.of(
              "message", MESSAGES + " and not (" + SPOKEN + ")",
              "call", MESSAGES + " and (" + SPOKEN + ")",
              "not-sent", MESSAGES + " and " + has("status", "in ('not-done', 'revoked')"),
              "visit", "f.type in ('Appointment', 'AppointmentResponse')",
              "consent", "f.type = 'Consent'",
              "task", "f.type = 'Task'",
              "form", "f.type = 'QuestionnaireResponse'",
              "referral", "f.type = 'ServiceRequest'"));

  private static String has(String parameter, String value) {
    return "exists (select 1 from %s t where t.number = f.number and t.parameter = '%s' and t.value %s)"
        .formatted(HapiTables.TOKENS, parameter, value);
  }

  /** The condition on {@code f}, which names {@code :channel} where one is asked for. */
  String found() {
    String kind =
        kinds.isEmpty()
            ? "true"
            : kinds.stream().map(KINDS::get).collect(Collectors.joining(") or (", "((", "))"));
    return channel == null ? kind : kind + " and " + has("medium", "= :channel");
  }

  /** The condition on {@code entries}, which names {@code :since} where there is one. */
  String then() {
    return since == null ? "true" : "at >= :since";
  }
}

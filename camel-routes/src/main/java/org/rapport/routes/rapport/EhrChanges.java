package org.rapport.routes.rapport;

import java.time.Instant;
import java.util.List;

/**
 * What was heard of the EHR by FHIR, for {@code rapport:ehr-changes}.
 *
 * @param lookUps absolute addresses of resources there that may have changed
 * @param search absolute address of a type whose changes are to be asked for, or null
 * @param comparison of all that is to come, there and here, or null
 * @param watermark up to when a type's changes were asked for, or null
 * @param events of its Subscriptions
 */
public record EhrChanges(
    List<String> lookUps,
    String search,
    Comparison comparison,
    Watermark watermark,
    List<Event> events) {

  /**
   * Asks that a type be compared.
   *
   * @param type its absolute address
   * @param nightly only where it was not compared half a day ago
   */
  public record Comparison(String type, boolean nightly) {}

  /**
   * How far a type is known.
   *
   * @param feed absolute address of the type
   * @param by {@code _lastUpdated} where its changes were asked for, by the EHR's clock; {@code
   *     date} where it was compared, by ours
   */
  public record Watermark(String feed, String by, Instant at) {}

  /**
   * An event, or how many there have been.
   *
   * @param subscription its absolute address
   * @param type handshake, heartbeat, event-notification; or caught-up, of what was missing before
   */
  public record Event(String subscription, String type, long number) {}

  /** Resources that may have changed, and nothing else. */
  public static EhrChanges of(List<String> lookUps) {
    return new EhrChanges(lookUps, null, null, null, List.of());
  }

  /** Something has changed, and nobody says what. */
  public static EhrChanges somewhere(String type) {
    return new EhrChanges(List.of(), type, null, null, List.of());
  }

  /** A search, or a comparison, has been done. */
  public static EhrChanges done(Watermark watermark) {
    return new EhrChanges(List.of(), null, null, watermark, List.of());
  }
}

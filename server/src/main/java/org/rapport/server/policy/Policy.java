package org.rapport.server.policy;

import java.time.LocalDate;
import java.util.List;

/** The rules in force, by what they are about. Immutable. */
public record Policy(List<PolicyRow> rows) {
  public Policy {
    rows = List.copyOf(rows);
  }

  /** The rows about hours that speak to a message on a day. */
  public List<PolicyRow> hours(Jurisdiction place, String purpose, String channel, LocalDate day) {
    return rows.stream()
        .filter(row -> row.hours() != null && row.speaksTo(place, purpose, channel, day))
        .toList();
  }

  /** The rows about numbers that speak to a message on a day. */
  public List<PolicyRow> caps(Jurisdiction place, String purpose, String channel, LocalDate day) {
    return rows.stream()
        .filter(row -> row.cap() != null && row.speaksTo(place, purpose, channel, day))
        .toList();
  }

  /**
   * The rows about permission that speak to a message on a day. One that takes a yes for granted
   * speaks only where its place is certain: what is not known is decided the strict way.
   */
  public List<PolicyRow> bases(Jurisdiction place, String purpose, String channel, LocalDate day) {
    return rows.stream()
        .filter(row -> row.basis() != null && row.speaksTo(place, purpose, channel, day))
        .filter(row -> !row.basis().kind().implied() || place.isKnownUnder(row.jurisdiction()))
        .toList();
  }

  /** The rows about how far an opt-out reaches. */
  public List<PolicyRow> revocations(
      Jurisdiction place, String purpose, String channel, LocalDate day) {
    return rows.stream()
        .filter(row -> row.revocation() != null && row.speaksTo(place, purpose, channel, day))
        .toList();
  }
}

package org.rapport.server.policy;

import java.time.LocalDate;
import java.util.List;

/** The rules in force, by what they are about. Immutable. */
public record Policy(List<PolicyRow> rows) {
  public Policy {
    rows = List.copyOf(rows);
  }

  /**
   * All rows in force on a day.
   *
   * @param place null: anywhere
   * @param purpose null: any
   * @param channel null: any
   */
  public List<PolicyRow> inForce(
      Jurisdiction place, String purpose, String channel, LocalDate day) {
    return rows.stream()
        .filter(row -> row.inForce(day))
        .filter(row -> place == null || place.isUnder(row.jurisdiction()))
        .filter(row -> purpose == null || row.purposes().contains(purpose))
        .filter(
            row -> channel == null || row.channels().isEmpty() || row.channels().contains(channel))
        .toList();
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

  /**
   * How far an opt-out by a word reaches: to everything, unless rows speak to the place and all of
   * them leave it at the category.
   */
  public PolicyRow.Revocation revocation(
      Jurisdiction place, String purpose, String channel, LocalDate day) {
    List<PolicyRow> spoken = revocations(place, purpose, channel, day);
    return !spoken.isEmpty()
            && spoken.stream().allMatch(row -> row.revocation() == PolicyRow.Revocation.CATEGORY)
        ? PolicyRow.Revocation.CATEGORY
        : PolicyRow.Revocation.ALL;
  }

  /** The rows by which a message needs a signature when it is paid for or sensitive. */
  public List<PolicyRow> authorizations(
      Jurisdiction place, String purpose, String channel, LocalDate day) {
    return rows.stream()
        .filter(row -> row.authorization() && row.speaksTo(place, purpose, channel, day))
        .toList();
  }

  /** The rows by which a message needs a notice that its channel is not encrypted to tell all. */
  public List<PolicyRow> notices(
      Jurisdiction place, String purpose, String channel, LocalDate day) {
    return rows.stream()
        .filter(row -> row.notice() && row.speaksTo(place, purpose, channel, day))
        .toList();
  }

  /** The register of senders for a channel, whatever for; empty where none is kept. */
  public List<PolicyRow> senders(Jurisdiction place, String channel, LocalDate day) {
    return rows.stream()
        .filter(row -> row.sender() != null)
        .filter(
            row ->
                row.purposes().stream()
                    .anyMatch(purpose -> row.speaksTo(place, purpose, channel, day)))
        .toList();
  }

  /** The rows by which a number is to be asked about in a register of reassigned numbers. */
  public List<PolicyRow> registers(
      Jurisdiction place, String purpose, String channel, LocalDate day) {
    return rows.stream()
        .filter(row -> row.register() != null && row.speaksTo(place, purpose, channel, day))
        .toList();
  }

  /**
   * The rows about who is not of age. Where it is not certain that a state's row holds it does not
   * speak: to write to the parents of somebody who is of age is not the strict way.
   */
  public List<PolicyRow> minors(Jurisdiction place, LocalDate day) {
    return rows.stream()
        .filter(row -> row.minor() != null && row.inForce(day))
        .filter(row -> place.isCertainlyUnder(row.jurisdiction()))
        .toList();
  }

  /** The age from which somebody is of age everywhere, and by every row; 0 where none says. */
  public int ofAgeEverywhere() {
    return rows.stream()
        .filter(row -> row.minor() != null)
        .mapToInt(row -> row.minor().until())
        .max()
        .orElse(0);
  }
}

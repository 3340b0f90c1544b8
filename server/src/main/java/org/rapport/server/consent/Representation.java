package org.rapport.server.consent;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.rapport.server.policy.PolicyRow;
import org.rapport.server.projection.Responsible;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/**
 * Who acts for a patient who is not of age, in what, and what of it still holds afterwards (policy,
 * R30). By the rows of the policy in force, on the patient's calendar. Pure.
 *
 * @param born the first day that the birth date allows; null: not known, which counts as of age
 * @param persons who may act while the patient is not of age
 * @param sensitive whether it is about something sensitive
 * @param bases whose law and whose calendar
 */
record Representation(LocalDate born, List<Responsible> persons, boolean sensitive, Bases bases) {
  /** Of somebody who is of age, or whose birth date nobody knows. */
  static final Representation NONE = new Representation(null, List.of(), false, Bases.NONE);

  private static final CivilTime TIME = CivilTime.installed();

  /** The first day that a FHIR date allows; null for none, or for what is no date. */
  static LocalDate firstDay(String date) {
    if (date == null) {
      return null;
    }
    try {
      return switch (date.length()) {
        case 4 -> Year.parse(date).atDay(1);
        case 7 -> YearMonth.parse(date).atDay(1);
        default -> LocalDate.parse(date);
      };
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** The same about something sensitive. */
  Representation ofSensitive() {
    return new Representation(born, persons, true, bases);
  }

  /** The rows that say who is of age now. */
  List<PolicyRow> rows(Instant now) {
    return bases.policy().minors(bases.place(), day(now));
  }

  /** Whether the patient is not of age: of several rows, the latest majority holds. */
  boolean minor(Instant now) {
    return until(now).map(years -> day(now).isBefore(birthday(years))).orElse(false);
  }

  /**
   * Whether nobody else is told, as it is sensitive and the patient old enough for that: of several
   * rows, the earliest age holds.
   */
  boolean confides(Instant now) {
    return sensitive
        && born != null
        && rows(now).stream()
            .map(row -> row.minor().confidentialFrom())
            .anyMatch(years -> !day(now).isBefore(birthday(years)));
  }

  /** The addresses of those who act now; empty for a patient who is of age. */
  List<ContactJson> contacts(Instant now) {
    return minor(now)
        ? persons.stream()
            .filter(person -> person.acts(now))
            .flatMap(person -> person.contacts().stream())
            .toList()
        : List.of();
  }

  /** The addresses of all who act, acted or will. */
  List<ContactJson> everybody() {
    return persons.stream().flatMap(person -> person.contacts().stream()).toList();
  }

  /**
   * Decisions without the permissions that were given before the patient came of age, for what
   * rests on a permission. What was denied stays so.
   */
  List<Decision> grown(List<Decision> decisions, OutreachPurpose purpose, Instant now) {
    Optional<Instant> majority =
        AddressState.OUTREACH.contains(purpose) ? majority(now) : Optional.empty();
    return majority.isEmpty()
        ? decisions
        : decisions.stream()
            .filter(one -> !one.permit() || !one.decidedAt().isBefore(majority.get()))
            .toList();
  }

  // When the patient came of age; empty for who has not, or whose birth date nobody knows.
  private Optional<Instant> majority(Instant now) {
    return minor(now)
        ? Optional.empty()
        : until(now).map(years -> TIME.instant(birthday(years).atStartOfDay(), bases.zone()));
  }

  // The latest majority of the rows; empty where none speaks, or where nobody knows the birth date.
  private Optional<Integer> until(Instant now) {
    return born == null
        ? Optional.empty()
        : rows(now).stream().map(row -> row.minor().until()).max(Integer::compare);
  }

  // Who was born on 29 February is a year older on 1 March where there is none.
  private LocalDate birthday(int years) {
    LocalDate day = born.plusYears(years);
    return day.getDayOfMonth() == born.getDayOfMonth() ? day : day.plusDays(1);
  }

  private LocalDate day(Instant now) {
    return TIME.local(now, bases.zone()).toLocalDate();
  }
}

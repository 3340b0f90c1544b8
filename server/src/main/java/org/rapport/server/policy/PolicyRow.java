package org.rapport.server.policy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One rule, in force between two dates.
 *
 * @param id what {@code $explain} and the docs call it
 * @param jurisdiction {@code *}, an ISO 3166-1 country, {@code EU} for the European Economic Area,
 *     or an ISO 3166-2 subdivision
 * @param purposes codes of the purposes that it is about
 * @param channels codes of the channels that it is about; empty: all
 * @param from first day in force, null: always was
 * @param to last day in force, null: until further notice
 * @param citation where the rule stands
 * @param verified whether somebody has read it in the source itself; what has not been is listed
 *     for counsel in docs/compliance.md
 * @param hours when messages may go, by day; a day that is missing is closed; null: not about hours
 * @param cap how many may go; null: not about numbers
 * @param basis what permits; null: not about permission
 * @param revocation how far an opt-out reaches; null: not about opt-outs
 * @param authorization whether marketing that is paid for, or that touches a sensitive service,
 *     needs a signature besides
 * @param sender number or mailbox that is registered for the purposes; null: not about senders
 * @param minor who is not of age; null: not about age. Such a row is about people, so it names
 *     every purpose
 * @param register how recently a register of reassigned numbers is to be asked about a number;
 *     null: not about such registers
 * @param notice whether the patient has to have been told that the channel is not encrypted before
 *     a message tells more than when, whom to call and where to read the rest
 */
public record PolicyRow(
    String id,
    String jurisdiction,
    Set<String> purposes,
    Set<String> channels,
    LocalDate from,
    LocalDate to,
    String citation,
    boolean verified,
    Map<DayOfWeek, Window> hours,
    Cap cap,
    Basis basis,
    Revocation revocation,
    boolean authorization,
    String sender,
    Minor minor,
    Register register,
    boolean notice) {

  /**
   * What permits the row's purposes.
   *
   * @param lasts calendar months that an implied permission holds; null for the other kinds
   * @param confirmed codes of the channels on which an express one has to be confirmed as well
   * @param ask how long before an implied one ends the patient is asked for an express one; null:
   *     never
   */
  public record Basis(Kind kind, Period lasts, Set<String> confirmed, Period ask) {

    /** The kinds of permission. */
    public enum Kind {
      /** Being the patient of the clinic is enough, unless denied. */
      RELATIONSHIP,
      /** The patient has to have said yes. */
      EXPRESS,
      /** The patient has to have said yes, and no law takes one for granted. */
      EXPLICIT,
      /** The law takes a yes for granted after a purchase or a visit. */
      IMPLIED_TRANSACTION,
      /** The law takes a yes for granted after an inquiry. */
      IMPLIED_INQUIRY;

      /** As rows and consents name it. */
      public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
      }

      boolean implied() {
        return this == IMPLIED_TRANSACTION || this == IMPLIED_INQUIRY;
      }
    }
  }

  /** How far an opt-out by a word reaches. */
  public enum Revocation {
    /** Every purpose on the address. */
    ALL,
    /** The purpose of the last message to the address, at the first STOP; all at a second. */
    CATEGORY
  }

  /** From {@code opens}, inclusive, to {@code closes}, exclusive, on the patient's wall clock. */
  public record Window(LocalTime opens, LocalTime closes) {}

  /**
   * At most {@code max} messages of the row's purposes in a window.
   *
   * @param window rolling
   * @param calendarDay the patient's calendar day instead
   */
  public record Cap(int max, Duration window, boolean calendarDay) {
    /** As far back as the gate looks at what was sent; no window is longer. */
    public static final Duration LONGEST_WINDOW = Duration.ofDays(31);
  }

  /**
   * Who is not of age.
   *
   * @param until the birthday on which somebody comes of age, in years
   * @param confidentialFrom the birthday from which those who act for them are not told of what is
   *     sensitive
   */
  public record Minor(int until, int confidentialFrom) {}

  /**
   * A number is to be asked about in a register of reassigned numbers.
   *
   * @param within how old an answer may be
   */
  public record Register(Duration within) {}

  boolean inForce(LocalDate day) {
    return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
  }

  boolean speaksTo(Jurisdiction place, String purpose, String channel, LocalDate day) {
    return place.isUnder(jurisdiction)
        && purposes.contains(purpose)
        && (channels.isEmpty() || channels.contains(channel))
        && inForce(day);
  }
}

package org.rapport.server.consent;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.policy.Policy;
import org.rapport.server.policy.PolicyRow;
import org.rapport.server.policy.PolicyRow.Basis;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/**
 * What permits a message to one patient, by the rows of the policy: the relationship, an express
 * yes, or one that the law takes for granted for some months. Pure.
 *
 * @param place whose law holds
 * @param zone whose calendar months are counted by
 */
public record Bases(Policy policy, Jurisdiction place, ZoneId zone) {
  /** Without any row: only an express yes permits. */
  public static final Bases NONE =
      new Bases(new Policy(List.of()), Jurisdiction.UNKNOWN, ZoneOffset.UTC);

  private static final CivilTime TIME = CivilTime.installed();

  /** The rows that speak to a message now. */
  public List<PolicyRow> rows(OutreachPurpose purpose, Channel channel, Instant now) {
    return policy.bases(place, purpose.code(), channel.code(), day(now));
  }

  /** The rows by which the patient has to have been told that a channel is not encrypted. */
  List<PolicyRow> notices(OutreachPurpose purpose, Channel channel, Instant now) {
    return policy.notices(place, purpose.code(), channel.code(), day(now));
  }

  /** Whether being a patient is enough: a row says so, and none asks for an express yes. */
  boolean relationship(List<PolicyRow> rows) {
    return has(rows, Basis.Kind.RELATIONSHIP)
        && !has(rows, Basis.Kind.EXPRESS)
        && !has(rows, Basis.Kind.EXPLICIT);
  }

  /** Whether an express yes has to be confirmed on this channel. */
  boolean confirmed(List<PolicyRow> rows, Channel channel) {
    return rows.stream().anyMatch(row -> row.basis().confirmed().contains(channel.code()));
  }

  /** Whether a decision counts: an implied permission does, where and as long as a row says so. */
  boolean counts(Decision decision, List<PolicyRow> rows, Instant now) {
    if (!decision.permit() || Decision.EXPRESS.equals(decision.basis())) {
      return true;
    }
    return impliedEnd(decision, rows).filter(end -> now.isBefore(end.at())).isPresent();
  }

  /**
   * The end of what the law takes for granted.
   *
   * @param at exclusive
   * @param ask when the patient is asked for an express permission; null: never
   */
  public record ImpliedEnd(Instant at, Instant ask) {}

  /** When what the law takes for granted is over; empty where no row does so. */
  Optional<ImpliedEnd> impliedEnd(Decision decision, List<PolicyRow> rows) {
    if (has(rows, Basis.Kind.EXPLICIT)) {
      return Optional.empty();
    }
    return rows.stream()
        .map(PolicyRow::basis)
        .filter(basis -> basis.kind().code().equals(decision.basis()))
        .map(basis -> impliedEnd(decision, basis))
        .max(Comparator.comparing(ImpliedEnd::at));
  }

  private ImpliedEnd impliedEnd(Decision decision, Basis basis) {
    Instant end = end(decision.decidedAt(), basis);
    if (decision.until() != null && decision.until().isBefore(end)) {
      end = decision.until();
    }
    return new ImpliedEnd(
        end,
        basis.ask() == null
            ? null
            : TIME.instant(day(end).minus(basis.ask()).atStartOfDay(), zone));
  }

  /** The first instant after the last day, counted in calendar months on the patient's calendar. */
  Instant end(Instant from, Basis basis) {
    return TIME.instant(day(from).plus(basis.lasts()).plusDays(1).atStartOfDay(), zone);
  }

  private LocalDate day(Instant instant) {
    return TIME.local(instant, zone).toLocalDate();
  }

  private static boolean has(List<PolicyRow> rows, Basis.Kind kind) {
    return rows.stream().anyMatch(row -> row.basis().kind() == kind);
  }

  /** When a last day has passed, on the patient's calendar; the instant itself without one. */
  public static Instant until(Optional<LocalDate> lastDay, Instant until, ZoneId zone) {
    return lastDay.map(day -> TIME.instant(day.plusDays(1).atStartOfDay(), zone)).orElse(until);
  }
}

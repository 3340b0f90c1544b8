package org.rapport.server.rights;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Locale;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.consent.NumberChecks;
import org.rapport.server.inbound.TextParts;
import org.rapport.server.link.Links;
import org.rapport.server.outreach.gate.GateDecisions;
import org.rapport.server.outreach.release.NamedVisits;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Removes what is of no use any more: verdicts of the gate, links that have ended, old answers of a
 * register of numbers, parts of texts that could not be read, and old dead letters. A link that has
 * not ended stays, so that an unsubscribe link works for its 400 days. Idempotent.
 */
@Component
public class Retention extends WorkLoop {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  private static final Duration LOOK_AGAIN = Duration.ofHours(1);

  /** Parts of texts go by themselves within minutes, save where reading them failed. */
  private static final Period TEXT_PARTS = Period.ofDays(30);

  /** Counted for a day. */
  private static final Period WRONG_FACTORS = Period.ofDays(2);

  private final GateDecisions verdicts;
  private final NamedVisits named;
  private final Links sent;
  private final NumberChecks numbers;
  private final TextParts parts;
  private final Clock clock;
  private final Period decisions;
  private final Period links;
  private final Period numberChecks;
  private final Period deadLetters;
  private final OldDeadLetters old;

  Retention(
      GateDecisions verdicts,
      NamedVisits named,
      Links sent,
      NumberChecks numbers,
      TextParts parts,
      Clock clock,
      WorkSignal signal,
      @Value("${rapport.retention.decisions:P2Y}") String decisions,
      @Value("${rapport.retention.links:P30D}") String links,
      @Value("${rapport.retention.number-checks:P5Y}") String numberChecks,
      @Value("${rapport.retention.dead-letters:P180D}") String deadLetters,
      OldDeadLetters old) {
    super("retention", "retention", signal, LOOK_AGAIN);
    this.old = old;
    this.deadLetters = period("RAPPORT_RETENTION_DEAD_LETTERS", deadLetters);
    this.verdicts = verdicts;
    this.named = named;
    this.sent = sent;
    this.numbers = numbers;
    this.parts = parts;
    this.clock = clock;
    this.decisions = period("RAPPORT_RETENTION_DECISIONS", decisions);
    this.links = period("RAPPORT_RETENTION_LINKS", links);
    this.numberChecks = period("RAPPORT_RETENTION_NUMBER_CHECKS", numberChecks);
  }

  /**
   * Checks a setting.
   *
   * @param kept what is kept: decisions, links, number-checks, dead-letters
   * @throws InvalidSettingException for what is no period
   */
  public static void check(String kept, String value) {
    period("RAPPORT_RETENTION_" + kept.toUpperCase(Locale.ROOT).replace('-', '_'), value);
  }

  static Period period(String setting, String value) {
    try {
      Period period = Period.parse(value.strip());
      if (!period.isNegative()) {
        return period;
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw new InvalidSettingException(setting, "should be a period such as P2Y or P30D");
  }

  /** Removes what is older; answers how many rows. */
  public int runOnce() {
    int removed =
        verdicts.expire(before(decisions))
            + named.expire(before(decisions))
            + sent.expire(before(links))
            + numbers.expire(before(numberChecks))
            + parts.expire(before(TEXT_PARTS))
            + sent.expireFailures(before(WRONG_FACTORS))
            + old.remove(before(deadLetters));
    if (removed > 0) {
      log.info("Removed {} rows whose time is over", removed);
    }
    return removed;
  }

  private Instant before(Period than) {
    return clock.instant().atZone(ZoneOffset.UTC).minus(than).toInstant();
  }

  @Override
  protected boolean turn() {
    runOnce();
    return false;
  }
}

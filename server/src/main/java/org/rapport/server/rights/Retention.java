package org.rapport.server.rights;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Locale;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
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

  private final JdbcClient jdbc;
  private final Clock clock;
  private final Period decisions;
  private final Period links;
  private final Period numberChecks;
  private final Period deadLetters;
  private final OldDeadLetters old;

  Retention(
      JdbcClient jdbc,
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
    this.jdbc = jdbc;
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
        older("delete from rapport.gate_decision where decided_at < ?", decisions)
            + older("delete from rapport.named_visit where anchor < ?", decisions)
            + older("delete from rapport.link where expires_at < ?", links)
            + older("delete from rapport.number_check where asked_at < ?", numberChecks)
            + older("delete from rapport.text_part where opened_at < ?", TEXT_PARTS)
            + older("delete from rapport.wrong_factor where failed_at < ?", WRONG_FACTORS)
            + old.remove(clock.instant().atZone(ZoneOffset.UTC).minus(deadLetters).toInstant());
    if (removed > 0) {
      log.info("Removed {} rows whose time is over", removed);
    }
    return removed;
  }

  private int older(String statement, Period than) {
    return jdbc.sql(statement)
        .param(Sql.at(clock.instant().atZone(ZoneOffset.UTC).minus(than).toInstant()))
        .update();
  }

  @Override
  protected boolean turn() {
    runOnce();
    return false;
  }
}

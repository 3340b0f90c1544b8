package org.rapport.server.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import org.rapport.server.audit.chain.Chain;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.KeptFor;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Removes entries after their time, six years unless RAPPORT_RETENTION_AUDIT says otherwise (HIPAA
 * 164.316(b)(2)(i)): whole pieces from the beginning of this node's chain, each with a signed
 * anchor that says so, by which the rest goes on being valid. Idempotent.
 */
@Component
public class AuditRetention extends WorkLoop {
  private static final Logger log = LoggerFactory.getLogger(AuditRetention.class);
  private static final Duration LOOK_AGAIN = Duration.ofHours(1);
  private static final int AT_ONCE = 5000;
  private static final String SETTING = "RAPPORT_RETENTION_AUDIT";

  private final Chain chain;
  private final Clock clock;
  private final Period kept;

  AuditRetention(
      Chain chain,
      Clock clock,
      WorkSignal signal,
      @Value("${rapport.retention.audit:P6Y}") String kept) {
    super("audit-retention", "audit-retention", signal, LOOK_AGAIN);
    this.chain = chain;
    this.clock = clock;
    this.kept = check(kept);
  }

  /**
   * Checks the setting.
   *
   * @throws InvalidSettingException for what is no period, or none at all
   */
  public static Period check(String value) {
    return KeptFor.of(SETTING, value, "P6Y");
  }

  /** Removes a piece of what is older; answers how many entries. */
  public int runOnce() {
    Instant before = clock.instant().atZone(ZoneOffset.UTC).minus(kept).toInstant();
    int removed = chain.removeBefore(before, AT_ONCE);
    if (removed > 0) {
      log.info("Removed {} entries of the audit trail whose time is over", removed);
    }
    return removed;
  }

  @Override
  protected boolean turn() {
    return runOnce() > 0;
  }
}

package org.rapport.server.journal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkSignal;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Removes rows of the journal after RAPPORT_MESSAGE_RETENTION days. Idempotent. */
@Component
public class MessageRetention extends WorkLoop {
  private static final Duration LOOK_AGAIN = Duration.ofHours(1);
  private static final String SETTING = "RAPPORT_MESSAGE_RETENTION";

  private final MessageJournal journal;
  private final Clock clock;
  private final int days;

  MessageRetention(
      MessageJournal journal,
      Clock clock,
      WorkSignal signal,
      @Value("${rapport.message-retention:90}") String days) {
    super("message-retention", "message-retention", signal, LOOK_AGAIN);
    this.journal = journal;
    this.clock = clock;
    this.days = check(days);
  }

  /**
   * Checks the setting.
   *
   * @throws InvalidSettingException for what is no number of days, or none at all
   */
  public static int check(String value) {
    if (!value.strip().matches("[1-9]\\d{0,4}")) {
      throw new InvalidSettingException(SETTING, "should be a number of days, such as 90");
    }
    return Integer.parseInt(value.strip());
  }

  /** Removes a piece of what is older; answers how many rows. */
  public int runOnce() {
    Instant before = clock.instant().minus(Duration.ofDays(days));
    return journal.expire(before);
  }

  @Override
  protected boolean turn() {
    return runOnce() > 0;
  }
}

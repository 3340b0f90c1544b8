package org.rapport.server.journal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.KeptFor;
import org.rapport.server.store.FilesOfNobody;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkSignal;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes rows of the journal after their time, RAPPORT_RETENTION_MESSAGES, and with them the
 * messages about people whom nobody here knows. Idempotent.
 */
@Component
public class MessageRetention extends WorkLoop {
  private static final Duration LOOK_AGAIN = Duration.ofHours(1);
  private static final String SETTING = "RAPPORT_RETENTION_MESSAGES";

  private final MessageJournal journal;
  private final List<FilesOfNobody> files;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Period kept;

  MessageRetention(
      MessageJournal journal,
      List<FilesOfNobody> files,
      TransactionTemplate transaction,
      Clock clock,
      WorkSignal signal,
      @Value("${rapport.retention.messages:P90D}") String kept) {
    super("message-retention", "message-retention", signal, LOOK_AGAIN);
    this.journal = journal;
    this.files = files;
    this.transaction = transaction;
    this.clock = clock;
    this.kept = check(kept);
  }

  /**
   * Checks the setting.
   *
   * @throws InvalidSettingException for what is no period, or none at all
   */
  public static Period check(String value) {
    return KeptFor.of(SETTING, value, "P90D");
  }

  /** Removes a piece of what is older; answers how many rows. */
  public int runOnce() {
    Instant before = clock.instant().atZone(ZoneOffset.UTC).minus(kept).toInstant();
    return transaction.execute(
        status -> {
          MessageJournal.Expired expired = journal.expire(before);
          files.forEach(one -> one.gone(expired.files()));
          return expired.rows();
        });
  }

  @Override
  protected boolean turn() {
    return runOnce() > 0;
  }
}

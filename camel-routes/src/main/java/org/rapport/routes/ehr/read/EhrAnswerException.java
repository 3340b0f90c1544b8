package org.rapport.routes.ehr.read;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The EHR gave no resource: not now, or never. Its words are left out: they may quote a person. */
public final class EhrAnswerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Statuses that say "not now" or "not you" rather than "not this". */
  private static final Set<Integer> TRY_LATER = Set.of(401, 403, 408, 409, 425, 429);

  private final int status;
  private final transient Optional<Duration> retryAfter;

  /**
   * Takes what it said.
   *
   * @param status HTTP status; 0: there was no answer, or none that can be read
   * @param retryAfter how long it wants to be left alone
   */
  EhrAnswerException(int status, Optional<Duration> retryAfter) {
    super(status == 0 ? "The EHR gave no answer" : "The EHR answered " + status);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Whether asking later may help. */
  public boolean passes() {
    return status < 300 || status >= 500 || TRY_LATER.contains(status);
  }

  int status() {
    return status;
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** A code for the work table. */
  public String code() {
    return status == 0 ? "no-answer" : "http-" + status;
  }
}

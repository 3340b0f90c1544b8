package org.rapport.terminology;

import java.util.Arrays;
import java.util.Optional;

/** What came of a try to hand something to a provider or an EHR, as workers tell the server. */
public enum OutcomeKind {
  /** It was taken. */
  SENT("sent"),
  /** It certainly did not arrive, or whoever is to take it asks to come again. */
  RETRY("retry"),
  /** It was refused for good. */
  FAILED("failed"),
  /** The connection broke after the request was sent: nobody can know. */
  UNKNOWN("unknown");

  private final String code;

  OutcomeKind(String code) {
    this.code = code;
  }

  /** As {@code $complete} and the property {@code RapportOutcome} of an exchange have it. */
  public String code() {
    return code;
  }

  /** The kind of a code; empty for any other word, and for null. */
  public static Optional<OutcomeKind> fromCode(String code) {
    return Arrays.stream(values()).filter(kind -> kind.code.equals(code)).findFirst();
  }
}

package org.rapport.server.consent;

import java.time.Instant;

/**
 * What decides whether a purpose may use a channel.
 *
 * @param decision the Consent; null where it is none
 * @param since when it came about; null where nobody knows
 * @param until when it ends, exclusive; null: no end
 */
public record Ground(Kind kind, Decision decision, Instant since, Instant until) {

  /** Kinds of grounds. */
  public enum Kind {
    /** What a patient, or who acts for them, has decided. */
    CONSENT("consent"),
    /** What the law takes for granted for a time, of who asked or was here. */
    IMPLIED("implied"),
    /** That somebody is a patient is enough. */
    RELATIONSHIP("relationship"),
    /** The address itself has opted out, or takes no messages, or is not theirs. */
    ADDRESS("address"),
    /** Nothing: nobody has decided, and the law takes nothing for granted. */
    NONE("none");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /** As answers have it. */
    public String code() {
      return code;
    }
  }

  static Ground address(Instant since) {
    return new Ground(Kind.ADDRESS, null, since, null);
  }

  static Ground of(Kind kind) {
    return new Ground(kind, null, null, null);
  }
}

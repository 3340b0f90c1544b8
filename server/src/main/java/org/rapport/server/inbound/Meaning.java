package org.rapport.server.inbound;

/**
 * What a text from a patient asks for.
 *
 * @param token the number after C or R that says which patient of a shared telephone; null for none
 * @param word the word it was known by, in normal form; null where none was
 */
public record Meaning(Kind kind, String word, String token) {

  /** Kinds of meaning; a crisis comes before all, and an opt-out before the rest. */
  public enum Kind {
    /** Words of somebody who may harm themselves. Never parsed as anything else. */
    CRISIS,
    /** No more messages to this address. */
    STOP,
    /** The number is not the patient's: an opt-out, and an address to be looked at. */
    WRONG_NUMBER,
    /** May be an opt-out: kept as one, and a person looks. */
    UNCLEAR_STOP,
    /** Messages again. */
    START,
    /** Who is writing, and whom to call. */
    HELP,
    /** Comes to the visit. */
    CONFIRM,
    /** Asks for another time. */
    RESCHEDULE,
    /** Does not come to the visit. */
    CANCEL_VISIT,
    /** Thanks and the like; asks for nothing. */
    COURTESY,
    /** A machine answered by itself: nobody has said anything. */
    AUTOMATIC,
    /** Anything else: a person reads it. */
    OTHER
  }

  static Meaning of(Kind kind) {
    return new Meaning(kind, null, null);
  }

  /** Whether nothing more goes to the address. */
  public boolean optsOut() {
    return kind == Kind.STOP || kind == Kind.WRONG_NUMBER || kind == Kind.UNCLEAR_STOP;
  }

  /** Whether somebody who has the address has answered, and not to be left alone. */
  boolean answers() {
    return !optsOut() && kind != Kind.AUTOMATIC;
  }
}

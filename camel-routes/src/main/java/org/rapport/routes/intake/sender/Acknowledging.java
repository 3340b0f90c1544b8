package org.rapport.routes.intake.sender;

/** How often a sender is answered, and by what. */
public enum Acknowledging {
  /** Once, by AA, AE or AR, whatever MSH-15 and MSH-16 say. */
  ORIGINAL,
  /** Once, by CA, CE or CR, whatever they say. */
  COMMIT,
  /** As MSH-15 and MSH-16 of each message say; as {@link #ORIGINAL} where both are empty. */
  ENHANCED
}

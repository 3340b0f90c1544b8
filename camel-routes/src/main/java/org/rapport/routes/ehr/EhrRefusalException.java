package org.rapport.routes.ehr;

/** The EHR did not take a message. Its text is a code, and never what was sent or answered. */
public class EhrRefusalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean forGood;

  /**
   * A refusal.
   *
   * @param code MSA-1, or why there was nobody to send it to
   * @param forGood whether the same message will never be taken
   */
  EhrRefusalException(String code, boolean forGood) {
    super(code, null, false, false);
    this.forGood = forGood;
  }

  boolean forGood() {
    return forGood;
  }
}

package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;

/** The EHR did not take a message. Its text is a code, and never what was sent or answered. */
public class EhrRefusalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean forGood;
  private final String words;

  /**
   * A refusal.
   *
   * @param code MSA-1, or why there was nobody to send it to
   * @param forGood whether the same message will never be taken
   */
  EhrRefusalException(String code, boolean forGood) {
    this(code, forGood, null);
  }

  private EhrRefusalException(String code, boolean forGood, String words) {
    super(code, null, false, false);
    this.forGood = forGood;
    this.words = words;
  }

  /** What an EHR answered, for good, with what it said of it. */
  static EhrRefusalException of(BaseServerResponseException refused) {
    return new EhrRefusalException(
        "http-" + refused.getStatusCode(), true, EhrWords.of(refused).orElse(null));
  }

  boolean forGood() {
    return forGood;
  }

  /** The EHR's own words, for a person and no log; or null. */
  String words() {
    return words;
  }
}

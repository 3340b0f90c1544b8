package org.rapport.server.lead;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What is wrong with one field, in words for the person who filled it in; never its value.
 *
 * @param kind for who has words of their own for it; told to nobody
 */
public record FieldError(String field, String message, @JsonIgnore Kind kind) {
  /** Of what kind it is. */
  public enum Kind {
    /** There is neither a telephone number nor an e-mail address. */
    NO_ADDRESS,
    /** There are more characters than may be. */
    TOO_LONG,
    /** Anything else: the field says what. */
    WRONG
  }

  /** Any other than the kinds that have a name. */
  public FieldError(String field, String message) {
    this(field, message, Kind.WRONG);
  }

  /** One that has more characters than may be. */
  static FieldError tooLong(String field, int most) {
    return new FieldError(field, "should have at most " + most + " characters", Kind.TOO_LONG);
  }
}

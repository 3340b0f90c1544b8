package org.rapport.server.doctor;

import java.net.ConnectException;

/**
 * What was found of one thing.
 *
 * @param subject the thing, in a word or two, or the setting that names it
 * @param words what is so, and where it is not well what to do; without secrets
 */
record Finding(State state, String subject, String words) {
  /** How it is. */
  enum State {
    OK,
    /** It works, and may not for long or not for everybody. */
    WARNING,
    /** It does not work. */
    FAILURE
  }

  static Finding ok(String subject, String words) {
    return new Finding(State.OK, subject, words);
  }

  static Finding warning(String subject, String words) {
    return new Finding(State.WARNING, subject, words);
  }

  static Finding failure(String subject, String words) {
    return new Finding(State.FAILURE, subject, words);
  }

  /** The first line of what an exception says, as the end of a sentence. */
  static String reason(Throwable failure) {
    if (failure instanceof ConnectException) {
      return "nobody listens there";
    }
    Throwable at = failure;
    while (at.getMessage() == null && at.getCause() != null) {
      at = at.getCause();
    }
    String words = at.getMessage() == null ? "" : at.getMessage().lines().findFirst().orElse("");
    return words.isBlank() ? at.getClass().getSimpleName() : words.strip();
  }
}

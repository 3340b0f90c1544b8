package org.rapport.routes.mllp;

/** No acknowledgement of this message came. Its text is a code, and never what was sent. */
public class NotAnsweredException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotAnsweredException(String code) {
    super(code, null, false, false);
  }
}

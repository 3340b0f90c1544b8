package org.rapport.server.outreach.message;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The answers to what a patient wrote. The words of each are the server's own, so that the few that
 * also reach an address which opted out can carry nothing else.
 */
public enum AnswerKind {
  /** Says, once, that STOP was understood (47 CFR 64.1200(a)(12)). */
  OPT_OUT_CONFIRMATION(true),
  /** The same of a STOP that ends one kind of message, where the law leaves it at that. */
  OPT_OUT_OF_KIND_CONFIRMATION(true),
  /** Names the programme, a person to reach, and STOP. */
  HELP(true),
  /** The local crisis line. */
  CRISIS(true),
  /** Says that START was understood. */
  OPT_IN_CONFIRMATION(false),
  /** The visit is confirmed. */
  CONFIRMED(false),
  /** Staff will call about another time. */
  RESCHEDULE_NOTED(false),
  /** Staff know that the patient does not come. */
  CANCEL_NOTED(false),
  /** Asks, once, whether texts that need a confirmed opt-in are wanted (double opt-in). */
  OPT_IN_REQUEST(false),
  /** Says that the YES to it was understood. */
  OPT_IN_DONE(false),
  /** Leads the patient who asked for it to where they sign in. */
  SIGN_IN_LINK(false),
  /** Asks which of several visits was meant; the choices are in the request's payload. */
  WHICH_VISIT(false);

  private final boolean required;

  AnswerKind(boolean required) {
    this.required = required;
  }

  /** Whether law or safety demand it, also of an address that opted out. */
  public boolean required() {
    return required;
  }

  /** As the extension has it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind of a code; empty for any other word, and for null. */
  public static Optional<AnswerKind> fromCode(String code) {
    return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
  }
}

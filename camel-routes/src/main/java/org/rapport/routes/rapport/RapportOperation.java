package org.rapport.routes.rapport;

import java.util.Arrays;
import java.util.Optional;

/** What an endpoint of {@code rapport:} does, by the name behind the colon. */
enum RapportOperation {
  /** Takes work that is due. */
  CLAIM("claim", true),
  /** Hears what came of each message. */
  OUTCOME("outcome", true),
  /** Asks whether the provider may be called now. */
  BEGIN("begin", false),
  /** Tells what came of work. */
  COMPLETE("complete", false),
  /** Plans claimed changes. */
  RECONCILE("reconcile", false),
  /** Tells a provider's report. */
  DELIVERY_STATUS("delivery-status", false),
  /** Tells a text that came in. */
  RECEIVE("receive", false),
  /** Tells events of a mail service. */
  MAIL_EVENTS("mail-events", false),
  /** Tells a call that came in. */
  CALL("call", false),
  /** Tells what was heard of the EHR. */
  EHR_CHANGES("ehr-changes", false),
  /** Tells an inquiry. */
  SUBMIT("submit", false);

  private final String code;
  private final boolean source;

  RapportOperation(String code, boolean source) {
    this.code = code;
    this.source = source;
  }

  /** The name behind the colon. */
  String code() {
    return code;
  }

  /** Whether a route begins with it; all others are steps. */
  boolean isSource() {
    return source;
  }

  /** By the name behind the colon; empty for any other word. */
  static Optional<RapportOperation> fromCode(String code) {
    return Arrays.stream(values()).filter(one -> one.code.equals(code)).findFirst();
  }
}

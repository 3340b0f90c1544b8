package org.rapport.server.journey;

import org.rapport.terminology.NotDoneReason;

/** One difference between what stands and what should. */
public sealed interface Change {

  /** Nothing stands for this step: plan it. */
  record Add(PlannedStep step) implements Change {}

  /** It stands, but otherwise: another instant, or revoked and now wanted again. */
  record Move(String id, PlannedStep step) implements Change {}

  /** It stands and should not. */
  record Revoke(String id, NotDoneReason reason) implements Change {}
}

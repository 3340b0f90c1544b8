package org.rapport.server.audit;

/** Knows who is behind what the running thread does. */
@FunctionalInterface
public interface Callers {
  /** Who it is; the server itself where nobody asked. Never null. */
  Agent current();
}

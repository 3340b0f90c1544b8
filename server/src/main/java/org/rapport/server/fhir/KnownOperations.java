package org.rapport.server.fhir;

/** Says which operations there are; those that are not are neither served nor advertised. */
@FunctionalInterface
public interface KnownOperations {
  /** Whether there is one of this name, with the dollar sign. */
  boolean exists(String name);
}

package org.rapport.server.fhir.acceptor;

import org.hl7.fhir.instance.model.api.IBase;

/**
 * Looks at one value. A look never says that something is wrong: it says that it surely conforms,
 * or leaves the word to the full validator. Pure and thread-safe.
 */
@FunctionalInterface
interface Look {
  /** What is not known here: the full validator decides. */
  Look UNSURE = value -> false;

  /**
   * @param value never null, as HAPI's parser left it
   * @return whether the full validator would surely find no error in the value and what it holds
   */
  boolean sure(IBase value);

  /** Whether both are sure. */
  default Look and(Look other) {
    return value -> sure(value) && other.sure(value);
  }
}

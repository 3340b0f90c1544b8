package org.rapport.server.store;

import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.rapport.terminology.Coded;

/** Codes of ours as FHIR has them. Pure. */
public final class Concepts {
  private Concepts() {}

  /** A concept of one Coding: the code in its system, with its display. */
  public static CodeableConcept of(Coded code) {
    return new CodeableConcept(new Coding(code.system(), code.code(), code.display()));
  }
}

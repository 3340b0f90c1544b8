package org.rapport.server.rights;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.fhir.FhirOperations;
import org.springframework.stereotype.Component;

/** {@code Patient/[id]/$erase} and {@code Patient/[id]/$access}, for staff. */
@Component
public class RightsOperations implements FhirOperations {
  private final ErasePatient erasing;
  private final PersonalData data;

  RightsOperations(ErasePatient erasing, PersonalData data) {
    this.erasing = erasing;
    this.data = data;
  }

  /**
   * Forgets a person; answers numbers, and records that may be the same person's, to be decided.
   */
  @Operation(name = "$erase", type = Patient.class, idempotent = false)
  public Parameters erase(@IdParam IdType id) {
    ErasePatient.Erased erased = erasing.run(id.getIdPart());
    Parameters answer = new Parameters();
    answer.addParameter("deleted", new IntegerType(erased.deleted()));
    answer.addParameter("changed", new IntegerType(erased.changed()));
    answer.addParameter("suppressed", new IntegerType(erased.suppressed()));
    erased
        .perhaps()
        .forEach(other -> answer.addParameter("perhaps", new Reference("Patient/" + other)));
    return answer;
  }

  /** A copy of everything that is kept about a person. Changes nothing. */
  @Operation(name = "$access", type = Patient.class, idempotent = true)
  public Bundle access(@IdParam IdType id) {
    return data.of(id.getIdPart());
  }
}

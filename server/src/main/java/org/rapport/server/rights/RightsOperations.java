package org.rapport.server.rights;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
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
   *
   * @param preview only says what would go, by type, and changes nothing
   */
  @Operation(name = "$erase", type = Patient.class, idempotent = false)
  public Parameters erase(
      @IdParam IdType id, @OperationParam(name = "preview") BooleanType preview) {
    if (preview != null && Boolean.TRUE.equals(preview.getValue())) {
      return answer(erasing.preview(id.getIdPart()));
    }
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

  private static Parameters answer(ErasePatient.Preview preview) {
    Parameters answer = new Parameters();
    answer.addParameter("preview", true);
    answer.addParameter("records", new IntegerType(preview.persons()));
    answer.addParameter("deleted", new IntegerType(sum(preview.deleted())));
    answer.addParameter("changed", new IntegerType(sum(preview.changed())));
    Set<String> types = new TreeSet<>(preview.deleted().keySet());
    types.addAll(preview.changed().keySet());
    for (String type : types) {
      ParametersParameterComponent part = answer.addParameter().setName("type");
      part.addPart().setName("code").setValue(new CodeType(type));
      part.addPart()
          .setName("deleted")
          .setValue(new IntegerType(preview.deleted().getOrDefault(type, 0)));
      part.addPart()
          .setName("changed")
          .setValue(new IntegerType(preview.changed().getOrDefault(type, 0)));
    }
    preview
        .perhaps()
        .forEach(other -> answer.addParameter("perhaps", new Reference("Patient/" + other)));
    return answer;
  }

  private static int sum(Map<String, Integer> counted) {
    return counted.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** A copy of everything that is kept about a person. Changes nothing. */
  @Operation(name = "$access", type = Patient.class, idempotent = true)
  public Bundle access(@IdParam IdType id) {
    return data.of(id.getIdPart());
  }
}

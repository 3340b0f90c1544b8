package org.rapport.server.security;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Parameters;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.security.token.SigningKeys;
import org.springframework.stereotype.Component;

/** {@code $rotate-signing-key}: a new key before its time, for administrators. */
@Component
public class SigningKeyOperation implements FhirOperations {
  private final SigningKeys keys;

  SigningKeyOperation(SigningKeys keys) {
    this.keys = keys;
  }

  /**
   * Makes a new key.
   *
   * @param stolen true ends every token that is out, this call's own among them; otherwise the keys
   *     before are good for a day more
   */
  @Operation(name = "$rotate-signing-key", idempotent = false)
  public Parameters rotate(@OperationParam(name = "stolen") BooleanType stolen) {
    keys.rotate(stolen != null && stolen.booleanValue());
    Parameters answer = new Parameters();
    answer.addParameter("rotated", true);
    return answer;
  }
}

package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.List;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;

/**
 * What an EHR says that it can do with Appointments. Asked for each, as an EHR learns with its next
 * version.
 *
 * @param create whether one may be made; true where it does not say
 * @param conditionalCreate whether it looks for the same first
 */
record Capabilities(boolean create, boolean conditionalCreate) {

  static Capabilities of(IGenericClient ehr) {
    CapabilityStatement said;
    try {
      said = ehr.capabilities().ofType(CapabilityStatement.class).execute();
    } catch (BaseServerResponseException hidden) {
      return new Capabilities(true, false);
    }
    List<CapabilityStatementRestResourceComponent> all =
        said.getRest().stream().flatMap(rest -> rest.getResource().stream()).toList();
    List<CapabilityStatementRestResourceComponent> ofVisits =
        all.stream().filter(one -> "Appointment".equals(one.getType())).toList();
    boolean silent =
        all.isEmpty()
            || !ofVisits.isEmpty() && ofVisits.stream().noneMatch(one -> one.hasInteraction());
    boolean create =
        ofVisits.stream()
            .flatMap(one -> one.getInteraction().stream())
            .anyMatch(one -> one.getCode() == TypeRestfulInteraction.CREATE);
    return new Capabilities(
        silent || create, ofVisits.stream().anyMatch(one -> one.getConditionalCreate()));
  }
}

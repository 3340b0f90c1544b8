package org.rapport.server.outreach.trial;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.IdType;
import org.rapport.server.catalog.DefinitionCatalog;
import org.springframework.stereotype.Component;

/** Reads what is tried out; one that is not there is refused as a read is. */
@Component
class Subjects {
  private final IFhirResourceDao<ActivityDefinition> definitions;
  private final IFhirResourceDao<CommunicationRequest> requests;
  private final DefinitionCatalog catalog;

  Subjects(
      IFhirResourceDao<ActivityDefinition> definitions,
      IFhirResourceDao<CommunicationRequest> requests,
      DefinitionCatalog catalog) {
    this.definitions = definitions;
    this.requests = requests;
    this.catalog = catalog;
  }

  Subject template(IdType id) {
    return Subject.of(definitions.read(id, new SystemRequestDetails()));
  }

  Subject campaign(IdType id) {
    return Subject.of(requests.read(id, new SystemRequestDetails()), catalog);
  }
}

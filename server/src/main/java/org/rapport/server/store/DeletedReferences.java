package org.rapport.server.store;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.ResourceReferenceInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Canonicals;
import org.springframework.stereotype.Component;

/**
 * Keeps records writable when what they are about has been deleted meanwhile: HAPI refuses a
 * reference to a deleted resource by its address, so it is named by its identity instead (FHIR R4,
 * Reference.identifier). One query for a whole Bundle. Joins the caller's transaction.
 */
@Component
public class DeletedReferences {
  private final FhirContext context;
  private final HapiTables tables;

  DeletedReferences(FhirContext context, HapiTables tables) {
    this.context = context;
    this.tables = tables;
  }

  /** Turns the references of a Bundle's resources to deleted ones into logical references. */
  public void detach(Bundle bundle) {
    List<Reference> references = new ArrayList<>();
    Set<String> addresses = new HashSet<>();
    for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
      for (ResourceReferenceInfo info :
          context.newTerser().getAllResourceReferences(entry.getResource())) {
        if (info.getResourceReference() instanceof Reference reference
            && reference.getReferenceElement().hasIdPart()
            && reference.getReferenceElement().hasResourceType()) {
          references.add(reference);
          addresses.add(address(reference));
        }
      }
    }
    Set<String> deleted = tables.deleted(addresses);
    references.stream()
        .filter(reference -> deleted.contains(address(reference)))
        .forEach(DeletedReferences::detach);
  }

  private static String address(Reference reference) {
    return reference.getReferenceElement().toUnqualifiedVersionless().getValue();
  }

  private static void detach(Reference reference) {
    IdType id = new IdType(reference.getReference());
    reference.setReference(null);
    reference
        .setType(id.getResourceType())
        .setIdentifier(
            new Identifier()
                .setSystem(Canonicals.BASE + "/" + id.getResourceType())
                .setValue(id.getIdPart()));
  }
}

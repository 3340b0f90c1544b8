package org.rapport.server.rights;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.util.ResourceReferenceInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.identity.PatientReferences;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Everything that is kept about a person (GDPR art. 15 and 20, HIPAA 164.524), as a Bundle and as a
 * table. Where a record is about others too, they are left out of the copy.
 */
@Component
public class PersonalData {
  private static final String OTHER = "another person";

  private final PatientReferences stored;
  private final FhirContext context;
  private final TransactionTemplate transaction;

  PersonalData(PatientReferences stored, FhirContext context, TransactionTemplate transaction) {
    this.stored = stored;
    this.context = context;
    this.transaction = transaction;
  }

  /**
   * A collection, the Patient first.
   *
   * @throws ResourceNotFoundException when there is no such patient
   */
  public Bundle of(String patient) {
    return transaction.execute(
        status -> {
          IdType id = new IdType("Patient", patient);
          Resource person = stored.read(id).orElseThrow(() -> new ResourceNotFoundException(id));
          List<Resource> all = new ArrayList<>();
          all.add(person);
          stored.to("Patient", List.of(patient), List.of("Patient")).stream()
              .sorted(Comparator.comparing(Resource::fhirType))
              .map(Resource::copy)
              .map(resource -> alone(resource, "Patient/" + patient))
              .forEach(all::add);
          Bundle bundle = new Bundle().setType(Bundle.BundleType.COLLECTION);
          all.forEach(resource -> bundle.addEntry().setResource(resource));
          return bundle;
        });
  }

  private Resource alone(Resource resource, String person) {
    if (resource instanceof Appointment visit) {
      visit.getParticipant().removeIf(one -> other(one.getActor(), person));
    } else if (resource instanceof Group group) {
      group.getMember().removeIf(one -> other(one.getEntity(), person));
    }
    for (ResourceReferenceInfo info : context.newTerser().getAllResourceReferences(resource)) {
      if (info.getResourceReference() instanceof Reference reference && other(reference, person)) {
        reference.setReference(null).setDisplay(OTHER);
      }
    }
    return resource;
  }

  private static boolean other(Reference reference, String person) {
    String to = reference.getReferenceElement().toUnqualifiedVersionless().getValue();
    return to != null && to.startsWith("Patient/") && !to.equals(person);
  }

  /** The Bundle as JSON, to be downloaded. */
  public String json(String patient) {
    return context.newJsonParser().setPrettyPrint(true).encodeResourceToString(of(patient));
  }

  /** The same as a table: a line each value, with the resource and the element it stands in. */
  public String csv(String patient) {
    return PersonalTable.of(of(patient));
  }
}

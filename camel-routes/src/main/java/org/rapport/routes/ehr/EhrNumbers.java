package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.gclient.TokenClientParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.fhir.OwnNumber;

/**
 * By which id an EHR has what we have: the id that its own FHIR API told us, else the one thing
 * that it finds by an identifier of ours.
 */
final class EhrNumbers {
  private static final TokenClientParam IDENTIFIER = new TokenClientParam("identifier");

  private final Supplier<IGenericClient> ehr;
  private final EhrBase base;

  EhrNumbers(Supplier<IGenericClient> ehr, EhrBase base) {
    this.ehr = ehr;
    this.base = base;
  }

  /** A visit's; also where it was created there and we were not told so. */
  Optional<String> appointment(Appointment ours) {
    List<Identifier> identifiers = new ArrayList<>(ours.getIdentifier());
    identifiers.add(OwnNumber.of(ours));
    return find(Appointment.class, identifiers);
  }

  Optional<String> patient(Patient ours) {
    return find(Patient.class, ours.getIdentifier());
  }

  private <R extends Resource> Optional<String> find(Class<R> type, List<Identifier> identifiers) {
    Optional<String> told = told(type.getSimpleName(), identifiers);
    if (told.isPresent()) {
      return told;
    }
    for (Identifier identifier : identifiers) {
      if (identifier.hasSystem() && identifier.hasValue()) {
        List<String> found = search(type, identifier);
        // Two of one identifier: whichever were written to might be the wrong one.
        if (found.size() == 1) {
          return Optional.of(found.get(0));
        }
      }
    }
    return Optional.empty();
  }

  /** The id that its API has told, among the identifiers of ours; nothing is asked for. */
  Optional<String> told(String type, List<Identifier> identifiers) {
    return identifiers.stream()
        .filter(one -> base.system(type).equals(one.getSystem()) && one.hasValue())
        .map(Identifier::getValue)
        .findFirst();
  }

  /** The ids of all that the EHR finds by an identifier. */
  <R extends Resource> List<String> search(Class<R> type, Identifier identifier) {
    Bundle page =
        ehr.get()
            .search()
            .forResource(type)
            .where(
                IDENTIFIER
                    .exactly()
                    .systemAndIdentifier(identifier.getSystem(), identifier.getValue()))
            .returnBundle(Bundle.class)
            .execute();
    return page.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(type::isInstance)
        .map(resource -> resource.getIdElement().getIdPart())
        .toList();
  }
}

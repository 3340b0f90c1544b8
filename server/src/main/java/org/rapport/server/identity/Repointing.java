package org.rapport.server.identity;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.ResourceReferenceInfo;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Makes a resource speak of another patient, or of another enrolment: its references, and the
 * identifiers that hold an enrolment's id. Pure.
 *
 * @param references relative references by those that they replace
 */
record Repointing(FhirContext context, Map<String, String> references) {

  /** Changes the resource itself; answers whether anything changed. */
  boolean apply(Resource resource) {
    boolean changed = false;
    for (ResourceReferenceInfo info : context.newTerser().getAllResourceReferences(resource)) {
      if (info.getResourceReference() instanceof Reference reference) {
        String other = references.get(relative(reference));
        if (other != null) {
          reference.setReference(other);
          changed = true;
        }
      }
    }
    for (Identifier identifier :
        context.newTerser().getAllPopulatedChildElementsOfType(resource, Identifier.class)) {
      String other = references.get("CarePlan/" + identifier.getValue());
      if (other != null) {
        identifier.setValue(other.substring("CarePlan/".length()));
        changed = true;
      }
    }
    if (changed) {
      onlyOnce(resource);
    }
    return changed;
  }

  /** Whether the resource refers to this one. */
  boolean mentions(Resource resource, String reference) {
    return context.newTerser().getAllResourceReferences(resource).stream()
        .anyMatch(
            info ->
                info.getResourceReference() instanceof Reference one
                    && reference.equals(relative(one)));
  }

  private static String relative(Reference reference) {
    return reference.getReferenceElement().toUnqualifiedVersionless().getValue();
  }

  // A visit or a group that both were in has one place for them.
  private static void onlyOnce(Resource resource) {
    Set<String> seen = new HashSet<>();
    if (resource instanceof Appointment visit) {
      visit
          .getParticipant()
          .removeIf(one -> one.getActor().hasReference() && !seen.add(relative(one.getActor())));
    } else if (resource instanceof Group group) {
      group
          .getMember()
          .removeIf(one -> one.getEntity().hasReference() && !seen.add(relative(one.getEntity())));
    }
  }
}

package org.rapport.server.rights;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.identity.PatientReferences;
import org.rapport.server.store.FilesOfNobody;
import org.springframework.stereotype.Component;

/**
 * Removes messages from an EHR about people whom nobody here knows, with their Provenance and all
 * versions, once the journal forgets them: they are whole records of people whom nobody finds.
 */
@Component
class StrangersMessages implements FilesOfNobody {
  private final PatientReferences stored;
  private final Expunging expunging;

  StrangersMessages(PatientReferences stored, Expunging expunging) {
    this.stored = stored;
    this.expunging = expunging;
  }

  @Override
  public void gone(Collection<String> files) {
    List<String> gone = new ArrayList<>();
    for (String file : files) {
      List<Resource> naming = stored.to("Binary", List.of(file), List.of());
      if (naming.stream().allMatch(StrangersMessages::isAboutNobody)) {
        // What refers to a resource goes before it.
        naming.forEach(one -> gone.add("Provenance/" + one.getIdElement().getIdPart()));
        gone.add("Binary/" + file);
      }
    }
    expunging.delete(gone);
  }

  private static boolean isAboutNobody(Resource resource) {
    return resource instanceof Provenance provenance
        && provenance.getTarget().stream()
            .filter(target -> target.hasReference())
            .allMatch(target -> "Binary".equals(target.getReferenceElement().getResourceType()));
  }
}

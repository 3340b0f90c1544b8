package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Identifier;
import org.rapport.routes.intake.fhir.EhrBase;

/**
 * Our Appointment, which keeps the EHR's id of it as an identifier, as visits that the EHR has told
 * have it: by it the EHR's next word about the visit is known to be about this one.
 */
final class OwnRecord {
  private static final int TRIES = 4;

  private final Supplier<IGenericClient> server;
  private final EhrBase base;

  OwnRecord(Supplier<IGenericClient> server, EhrBase base) {
    this.server = server;
    this.base = base;
  }

  /** As it stands; empty where it is gone. */
  Optional<Appointment> current(String id) {
    try {
      return Optional.of(server.get().read().resource(Appointment.class).withId(id).execute());
    } catch (ResourceNotFoundException | ResourceGoneException gone) {
      return Optional.empty();
    }
  }

  /** Whether a visit of ours that is not this one has the EHR's id. */
  boolean isAnothers(String id, String theirs) {
    Bundle known =
        server
            .get()
            .search()
            .byUrl("Appointment?identifier=" + base.system("Appointment") + "|" + theirs)
            .returnBundle(Bundle.class)
            .execute();
    return known.getEntry().stream()
        .anyMatch(one -> !id.equals(one.getResource().getIdElement().getIdPart()));
  }

  /**
   * Keeps the EHR's id; done already, it changes nothing.
   *
   * @throws EhrRefusalException where another visit of ours has it: the EHR's word of it came
   *     before we knew that it is this one
   */
  void keep(String id, String theirs) {
    if (isAnothers(id, theirs)) {
      throw new EhrRefusalException("twice-here", true);
    }
    String system = base.system("Appointment");
    for (int left = TRIES; ; left--) {
      Optional<Appointment> ours = current(id);
      if (ours.isEmpty()
          || ours.get().getIdentifier().stream().anyMatch(one -> system.equals(one.getSystem()))) {
        return;
      }
      try {
        put(ours.get().addIdentifier(new Identifier().setSystem(system).setValue(theirs)));
        return;
      } catch (PreconditionFailedException | ResourceVersionConflictException first) {
        if (left <= 1) {
          // Ours and not the EHR's: the next try finds there what was made.
          throw new EhrRefusalException("own-record", false);
        }
      }
    }
  }

  private void put(Appointment ours) {
    server
        .get()
        .update()
        .resource(ours)
        .withId(ours.getIdElement().getIdPart())
        .withAdditionalHeader("If-Match", "W/\"" + ours.getIdElement().getVersionIdPart() + "\"")
        .execute();
  }
}

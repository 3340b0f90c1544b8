package org.rapport.server.outreach.message;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.ContactRoutes;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.server.store.StoredResources;
import org.springframework.stereotype.Component;

/**
 * Ends an address on the records of those who had it, once whoever has it now, or a register of
 * reassigned numbers, says that it is not theirs (policy, R12: telecom inactive). The entry stays,
 * with its end; staff have a Task to ask for another. In the caller's transaction.
 */
@Component
public class EndedAddresses {
  private final StoredResources stored;
  private final String clinicRegion;

  EndedAddresses(StoredResources stored, RapportSettings settings) {
    this.stored = stored;
    this.clinicRegion = Addresses.region(settings.clinic().phone(), "US");
  }

  /** Adds the patients whose entries end now; what has ended before stays as it is. */
  public void end(Bundle bundle, Route address, Collection<String> patients, Instant now) {
    for (String id : patients) {
      stored
          .read(Patient.class, id)
          .filter(patient -> end(patient, address, now))
          .ifPresent(patient -> put(bundle, patient));
    }
  }

  private boolean end(Patient patient, Route address, Instant now) {
    boolean ended = false;
    String country = patient.getAddressFirstRep().getCountry();
    ContactRoutes routes =
        new ContactRoutes(country != null && country.length() == 2 ? country : clinicRegion);
    for (ContactPoint contact : patient.getTelecom()) {
      boolean open =
          !contact.getPeriod().hasEnd() || contact.getPeriod().getEnd().toInstant().isAfter(now);
      if (open
          && contact.hasSystem()
          && contact.hasValue()
          && routes.reaches(ContactJson.of(contact), address)) {
        contact.getPeriod().setEnd(Date.from(now));
        ended = true;
      }
    }
    return ended;
  }
}

package org.rapport.server.inbound;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.TimeType;
import org.rapport.profiles.Extensions;
import org.rapport.server.consent.OwnHours;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Hours in which a patient wants nothing, as a Consent of category quiet-hours: one that an EHR
 * cannot write over with the Patient. Setting other ones ends those that stood.
 */
@Component
class QuietTimes {
  private final IFhirResourceDao<Consent> consents;
  private final JdbcClient jdbc;

  QuietTimes(IFhirResourceDao<Consent> consents, JdbcClient jdbc) {
    this.consents = consents;
    this.jdbc = jdbc;
  }

  /** Ends what stands for the patient; part of the bundle's transaction. */
  void end(Bundle bundle, String patient) {
    for (String id :
        jdbc.sql(
                """
                select id from rapport.consent_facts
                where patient_id = ? and category = 'quiet-hours' order by id""")
            .param(patient)
            .query(String.class)
            .list()) {
      Consent standing = consents.read(new IdType("Consent", id), new SystemRequestDetails());
      standing.setStatus(ConsentState.INACTIVE);
      put(bundle, standing);
    }
  }

  /** The hours as they stand on a Consent. */
  static Extension extension(OwnHours hours) {
    Extension extension = new Extension(Extensions.QUIET_HOURS);
    extension.addExtension(Extensions.QuietHours.FROM, new TimeType(hours.from() + ":00"));
    extension.addExtension(Extensions.QuietHours.UNTIL, new TimeType(hours.until() + ":00"));
    return extension;
  }
}

package org.rapport.server.consent;

import java.time.Instant;
import java.util.Date;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Profiles;
import org.rapport.server.store.Concepts;
import org.rapport.terminology.ConsentCategory;

/** What each Consent of the profile outreach-consent has in common, however it came about. Pure. */
public final class OutreachConsents {
  private OutreachConsents() {}

  /**
   * One without a provision and its proof.
   *
   * @param patient id
   */
  public static Consent of(String id, String patient, ConsentState state, Instant at) {
    Consent consent = new Consent();
    consent.setId(id);
    consent.getMeta().addProfile(Profiles.OUTREACH_CONSENT);
    consent.setStatus(state);
    consent
        .getScope()
        .addCoding()
        .setSystem("http://terminology.hl7.org/CodeSystem/consentscope")
        .setCode("patient-privacy");
    consent.addCategory(Concepts.of(ConsentCategory.OUTREACH));
    consent.setPatient(new Reference("Patient/" + patient));
    consent.setDateTime(Date.from(at));
    return consent;
  }
}

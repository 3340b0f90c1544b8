package org.rapport.server.it;

import java.time.Instant;
import java.util.Date;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Reference;

/** Consents to be written to, as an EHR writes them. */
final class Consents {
  private Consents() {}

  /** An active one that a scenario adds channels and purposes to. */
  static Consent outreach(Person person, ConsentProvisionType type, Instant at) {
    Consent consent = new Consent();
    consent.setStatus(Consent.ConsentState.ACTIVE);
    consent
        .getScope()
        .addCoding()
        .setSystem("http://terminology.hl7.org/CodeSystem/consentscope")
        .setCode("patient-privacy");
    consent.addCategory(new CodeableConcept(coding("consent-category", "outreach")));
    consent.setPatient(new Reference("Patient/" + person.id()));
    consent.setDateTime(Date.from(at));
    consent.getProvision().setType(type);
    return consent;
  }

  /** One for marketing on a channel. */
  static Consent marketing(Person person, ConsentProvisionType type, String channel, Instant at) {
    Consent consent = outreach(person, type, at);
    consent
        .getProvision()
        .addCode(new CodeableConcept(coding("channel", channel)))
        .addPurpose(coding("outreach-purpose", "marketing"));
    return consent;
  }

  static Coding coding(String system, String code) {
    return new Coding(Outreach.BASE + "/CodeSystem/" + system, code, null);
  }

  /** The words that its evidence says were shown or written. */
  static String wording(Consent consent) {
    return consent
        .getExtensionByUrl(Outreach.BASE + "/StructureDefinition/consent-evidence")
        .getExtensionByUrl("wording")
        .getValue()
        .primitiveValue();
  }
}

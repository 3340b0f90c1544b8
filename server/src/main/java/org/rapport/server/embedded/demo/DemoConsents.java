package org.rapport.server.embedded.demo;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;
import org.rapport.server.store.Concepts;
import org.rapport.terminology.Channel;
import org.rapport.terminology.ConsentCategory;
import org.rapport.terminology.OutreachPurpose;

/**
 * What somebody agrees to at the desk on the day of their visit: to be asked how it was, most of
 * them; to be asked for a review, every other one.
 */
final class DemoConsents {
  private static final int ONE_DECLINES_IN = 8;

  private DemoConsents() {}

  /** Whether the next of those at the desk agrees to be asked at all. */
  static boolean agrees(int nth) {
    return nth % ONE_DECLINES_IN != ONE_DECLINES_IN - 1;
  }

  /** The consent of the next of those at the desk. */
  static Consent atTheDesk(String id, Reference patient, int nth, Instant at) {
    boolean review = nth % 2 == 0;
    Consent consent = new Consent().setStatus(ConsentState.ACTIVE);
    consent.setId(id);
    consent
        .getScope()
        .addCoding()
        .setSystem("http://terminology.hl7.org/CodeSystem/consentscope")
        .setCode("patient-privacy");
    consent.addCategory(Concepts.of(ConsentCategory.OUTREACH));
    consent.setPatient(patient);
    consent.setDateTime(Date.from(at));
    // They signed for it: a text asks nobody for a second yes.
    consent.addVerification().setVerified(true).setVerificationDate(Date.from(at));
    consent
        .getPolicyRule()
        .addCoding()
        .setSystem("http://terminology.hl7.org/CodeSystem/v3-ActCode")
        .setCode("OPTIN");
    consent.getProvision().setType(ConsentProvisionType.PERMIT);
    consent.getProvision().addCode(Concepts.of(Channel.SMS));
    for (OutreachPurpose purpose :
        review
            ? List.of(OutreachPurpose.SURVEY, OutreachPurpose.REVIEW)
            : List.of(OutreachPurpose.SURVEY)) {
      consent
          .getProvision()
          .addPurpose(new Coding(purpose.system(), purpose.code(), purpose.display()));
    }
    Extension evidence = new Extension(Extensions.CONSENT_EVIDENCE);
    evidence.addExtension(
        Extensions.ConsentEvidence.WORDING,
        new StringType(
            review
                ? "Yes, text me a question about my visit, and ask me for a review."
                : "Yes, text me a question about my visit."));
    evidence.addExtension(Extensions.ConsentEvidence.LANGUAGE, new CodeType("en"));
    evidence.addExtension(Extensions.ConsentEvidence.BY, new StringType("demo-front-desk"));
    consent.addExtension(evidence);
    return consent;
  }
}

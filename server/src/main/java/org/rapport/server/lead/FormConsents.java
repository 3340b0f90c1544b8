package org.rapport.server.lead;

import static org.rapport.server.fhir.TransactionEntries.put;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Profiles;
import org.rapport.terminology.Channel;
import org.rapport.terminology.ConsentCategory;
import org.rapport.terminology.OutreachPurpose;

/**
 * The permissions that a form asks for (contract 9): survey, outreach and marketing on one channel.
 * One for texts is proposed until the number itself says yes.
 */
final class FormConsents {
  private static final List<OutreachPurpose> GRANTED =
      List.of(OutreachPurpose.SURVEY, OutreachPurpose.OUTREACH, OutreachPurpose.MARKETING);

  private FormConsents() {}

  /** Adds what was permitted. Whoever ticks nothing has said nothing: that is no refusal. */
  static void add(Bundle bundle, Inquiry inquiry, String patient, String answers, Instant now) {
    if (inquiry.permits(Inquiry.CONSENT_SMS) && inquiry.phone() != null) {
      put(bundle, consent(Channel.SMS, ConsentState.PROPOSED, patient, answers, now));
    }
    if (inquiry.permits(Inquiry.CONSENT_EMAIL) && inquiry.email() != null) {
      put(bundle, consent(Channel.EMAIL, ConsentState.ACTIVE, patient, answers, now));
    }
  }

  private static Consent consent(
      Channel channel, ConsentState state, String patient, String answers, Instant now) {
    Consent consent = new Consent();
    consent.setId(
        UUID.nameUUIDFromBytes(
                ("form " + answers + " " + channel.code()).getBytes(StandardCharsets.UTF_8))
            .toString());
    consent.getMeta().addProfile(Profiles.OUTREACH_CONSENT);
    consent.setStatus(state);
    consent.setScope(
        new CodeableConcept(
            new Coding(
                "http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy", null)));
    consent.addCategory(LeadTask.concept(ConsentCategory.OUTREACH));
    consent.setPatient(new Reference("Patient/" + patient));
    consent.addPerformer(new Reference("Patient/" + patient));
    consent.setDateTime(Date.from(now));
    consent.setSource(new Reference("QuestionnaireResponse/" + answers));
    consent.getProvision().setType(ConsentProvisionType.PERMIT);
    GRANTED.forEach(
        purpose ->
            consent
                .getProvision()
                .addPurpose(new Coding(OutreachPurpose.SYSTEM, purpose.code(), purpose.display())));
    consent.getProvision().addCode(LeadTask.concept(channel));
    return consent;
  }
}
